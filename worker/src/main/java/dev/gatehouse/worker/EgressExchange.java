package dev.gatehouse.worker;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/**
 * One HTTP/1.1 request and its answer on one connection (RFC 9112), which HttpCore writes and reads. It keeps no
 * connection, follows nothing and decodes no content.
 */
final class EgressExchange {
    private static final int MOST_INTERIM = 5;

    private static final Http1Config BOUNDS = Http1Config.custom()
            .setMaxLineLength(8_192)
            .setMaxHeaderCount(100)
            .setMaxEmptyLineCount(0)
            .build();

    private final DefaultBHttpClientConnection connection = new DefaultBHttpClientConnection(BOUNDS);
    private final int mostBytes;

    private EgressExchange(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Sends the request and reads the whole answer. */
    static EgressAnswer.Answered on(Socket socket, EgressTarget target, EgressRequest request) throws IOException {
        var exchange = new EgressExchange(request.limits().mostBytes());
        try {
            exchange.connection.bind(socket);
            exchange.send(target, request);
            return exchange.answer();
        } catch (MessageConstraintException _) {
            throw new EgressFailed("answer_too_large");
        } catch (ConnectionClosedException | TruncatedChunkException _) {
            throw new EgressFailed("connection_lost");
        } catch (MalformedChunkCodingException | HttpException _) {
            throw malformed();
        }
    }

    private void send(EgressTarget target, EgressRequest request) throws HttpException, IOException {
        byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
        var message = new BasicClassicHttpRequest(request.method(), target.path());
        message.setHeader(HttpHeaders.HOST, target.authority());
        message.setHeader(HttpHeaders.CONNECTION, "close");
        message.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
        request.headers().forEach(message::setHeader);
        if (request.method().equals("POST")) {
            message.setHeader(HttpHeaders.CONTENT_LENGTH, body.length);
            message.setEntity(new ByteArrayEntity(body, null));
        }
        connection.sendRequestHeader(message);
        connection.sendRequestEntity(message);
        connection.flush();
    }

    private EgressAnswer.Answered answer() throws HttpException, IOException {
        for (int interim = 0; interim <= MOST_INTERIM; interim++) {
            ClassicHttpResponse response = connection.receiveResponseHeader();
            if (response.getCode() >= HttpStatus.SC_SUCCESS) {
                Map<String, String> headers = headers(response);
                checkCoding(headers);
                byte[] body = body(response);
                String text = new String(body, StandardCharsets.UTF_8);
                boolean faithful = Arrays.equals(text.getBytes(StandardCharsets.UTF_8), body);
                return new EgressAnswer.Answered(response.getCode(), headers, text, faithful);
            }
        }
        throw malformed();
    }

    private static Map<String, String> headers(ClassicHttpResponse response) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Iterator<Header> each = response.headerIterator(); each.hasNext(); ) {
            Header header = each.next();
            headers.merge(
                    header.getName().toLowerCase(Locale.ROOT),
                    header.getValue(),
                    (earlier, later) -> earlier + ", " + later);
        }
        return headers;
    }

    /** A body in another coding was not asked for, and one of two lengths has none (RFC 9112, section 6.3). */
    private static void checkCoding(Map<String, String> headers) throws EgressFailed {
        boolean plain = headers.getOrDefault("content-encoding", "identity").equalsIgnoreCase("identity");
        if (!plain || (headers.containsKey("transfer-encoding") && headers.containsKey("content-length"))) {
            throw malformed();
        }
    }

    private byte[] body(ClassicHttpResponse response) throws HttpException, IOException {
        if (response.getCode() == HttpStatus.SC_NO_CONTENT || response.getCode() == HttpStatus.SC_NOT_MODIFIED) {
            return new byte[0];
        }
        connection.receiveResponseEntity(response);
        try (HttpEntity entity = response.getEntity()) {
            if (entity.getContentLength() > mostBytes) {
                throw new EgressFailed("answer_too_large");
            }
            byte[] bytes = entity.getContent().readNBytes(mostBytes + 1);
            if (bytes.length > mostBytes) {
                throw new EgressFailed("answer_too_large");
            }
            return bytes;
        }
    }

    private static EgressFailed malformed() {
        return new EgressFailed("answer_malformed");
    }
}
