package dev.gatehouse.worker;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One HTTP/1.1 request and its answer on one connection (RFC 9112). It reads what that grammar allows and nothing that
 * two readers may understand differently; it keeps no connection, follows nothing and decodes no content.
 */
final class EgressExchange {
    private static final int MOST_HEAD = 16_384;
    private static final int MOST_HEADERS = 100;
    private static final int MOST_INTERIM = 5;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-9][0-9]{2})(?: .*)?");
    private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*(.*?)[ \\t]*");
    private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,7})[ \\t]*(?:;.*)?");

    private final InputStream in;
    private final int mostBytes;
    private int headLeft = MOST_HEAD;

    private EgressExchange(InputStream in, int mostBytes) {
        this.in = in;
        this.mostBytes = mostBytes;
    }

    /** Sends the request and reads the whole answer. */
    static EgressAnswer.Answered on(Socket socket, EgressTarget target, EgressRequest request) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(message(target, request));
        out.flush();
        var in = new BufferedInputStream(socket.getInputStream());
        return new EgressExchange(in, request.limits().mostBytes()).answer();
    }

    private static byte[] message(EgressTarget target, EgressRequest request) {
        byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
        var head = new StringBuilder();
        head.append(request.method()).append(' ').append(target.path()).append(" HTTP/1.1\r\n");
        line(head, "Host", target.authority());
        line(head, "Connection", "close");
        line(head, "Accept-Encoding", "identity");
        request.headers().forEach((name, value) -> line(head, name, value));
        if (request.method().equals("POST")) {
            line(head, "Content-Length", Integer.toString(body.length));
        }
        head.append("\r\n");
        var message = new ByteArrayOutputStream();
        message.writeBytes(head.toString().getBytes(StandardCharsets.US_ASCII));
        message.writeBytes(body);
        return message.toByteArray();
    }

    private static void line(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private EgressAnswer.Answered answer() throws IOException {
        for (int interim = 0; interim <= MOST_INTERIM; interim++) {
            int status = status();
            Map<String, String> headers = headers();
            if (status >= 200) {
                return new EgressAnswer.Answered(status, headers, body(status, headers));
            }
        }
        throw malformed();
    }

    private int status() throws IOException {
        Matcher status = STATUS.matcher(line());
        if (!status.matches()) {
            throw malformed();
        }
        return Integer.parseInt(status.group(1));
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 0; i <= MOST_HEADERS; i++) {
            String line = line();
            if (line.isEmpty()) {
                return headers;
            }
            Matcher header = HEADER.matcher(line);
            if (!header.matches()) {
                throw malformed();
            }
            headers.merge(
                    header.group(1).toLowerCase(Locale.ROOT),
                    header.group(2),
                    (earlier, later) -> earlier + ", " + later);
        }
        throw new EgressFailed("answer_too_large");
    }

    private String body(int status, Map<String, String> headers) throws IOException {
        if (status == 204 || status == 304) {
            return "";
        }
        String encoding = headers.getOrDefault("transfer-encoding", "");
        String length = headers.getOrDefault("content-length", "");
        boolean plain = headers.getOrDefault("content-encoding", "identity").equalsIgnoreCase("identity");
        if (!plain || (!encoding.isEmpty() && !length.isEmpty())) {
            throw malformed();
        }
        var body = new ByteArrayOutputStream();
        if (encoding.equalsIgnoreCase("chunked")) {
            chunks(body);
        } else if (!encoding.isEmpty()) {
            throw malformed();
        } else if (length.isEmpty()) {
            rest(body);
        } else if (length.matches("[0-9]{1,18}")) {
            take(body, Long.parseLong(length));
        } else {
            throw malformed();
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    /** Chunks to the last one, and the fields behind it, which say nothing here (RFC 9112, section 7.1). */
    private void chunks(ByteArrayOutputStream body) throws IOException {
        while (true) {
            Matcher chunk = CHUNK.matcher(line());
            if (!chunk.matches()) {
                throw malformed();
            }
            int size = Integer.parseInt(chunk.group(1), 16);
            if (size == 0) {
                headers();
                return;
            }
            take(body, size);
            if (!line().isEmpty()) {
                throw malformed();
            }
            headLeft = MOST_HEAD;
        }
    }

    private void take(ByteArrayOutputStream body, long size) throws IOException {
        if (size > mostBytes - body.size()) {
            throw new EgressFailed("answer_too_large");
        }
        byte[] bytes = in.readNBytes((int) size);
        if (bytes.length < size) {
            throw new EgressFailed("connection_lost");
        }
        body.writeBytes(bytes);
    }

    private void rest(ByteArrayOutputStream body) throws IOException {
        byte[] bytes = in.readNBytes(mostBytes + 1);
        if (bytes.length > mostBytes) {
            throw new EgressFailed("answer_too_large");
        }
        body.writeBytes(bytes);
    }

    /** The next line, without its CRLF; a lone CR or LF ends none. */
    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EgressFailed("connection_lost");
            }
            if (--headLeft < 0) {
                throw new EgressFailed("answer_too_large");
            }
            if (next == '\r') {
                if (in.read() != '\n') {
                    throw malformed();
                }
                return line.toString(StandardCharsets.ISO_8859_1);
            }
            if (next == '\n' || next == 0) {
                throw malformed();
            }
            line.write(next);
        }
    }

    private static EgressFailed malformed() {
        return new EgressFailed("answer_malformed");
    }
}
