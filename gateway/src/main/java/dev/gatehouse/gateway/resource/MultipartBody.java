package dev.gatehouse.gateway.resource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code multipart/form-data} body (RFC 7578), read as bytes: what is sent is what is stored.
 *
 * <p>Names are percent-decoded where clients encode quotes and line breaks.
 */
final class MultipartBody {
    private static final int MAX_PARTS = 200;
    private static final byte[] END_OF_HEADERS = ascii("\r\n\r\n");
    private static final Pattern BOUNDARY =
            Pattern.compile("(?i).*;\\s*boundary=(?:\"(?<quoted>[^\"]{1,70})\"|(?<plain>[^\\s;\"]{1,70})).*");
    private static final Pattern NAME = Pattern.compile(
            "(?im)^content-disposition:[ \\t]*form-data(?:[ \\t]*;[ \\t]*[a-z*]+=(?:\"[^\"]*\"|[^\\s;\"]+))*?"
                    + "[ \\t]*;[ \\t]*name=(?:\"(?<quoted>[^\"]*)\"|(?<plain>[^\\s;\"]+))");

    private final byte[] body;
    private final byte[] delimiter;
    private final Map<String, byte[]> parts = new LinkedHashMap<>();

    private MultipartBody(byte[] body, String boundary) {
        this.body = body;
        this.delimiter = ascii("\r\n--" + boundary);
    }

    /** The parts by name, or nothing when the body is not what its type says. */
    static Optional<Map<String, byte[]>> read(String contentType, byte[] body) {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!boundary.matches()) {
            return Optional.empty();
        }
        String quoted = boundary.group("quoted");
        var multipart = new MultipartBody(body, quoted == null ? boundary.group("plain") : quoted);
        return multipart.split() ? Optional.of(multipart.parts) : Optional.empty();
    }

    /** Whether every part was found, up to the closing delimiter. */
    private boolean split() {
        int opening = delimiter.length - 2;
        boolean opens = body.length >= opening && Arrays.equals(body, 0, opening, delimiter, 2, delimiter.length);
        int start = opens ? opening : indexOf(delimiter, 0) + delimiter.length;
        if (!opens && start < delimiter.length) {
            return false;
        }
        while (!startsWith("--", start)) {
            int headers = indexOf(ascii("\r\n"), start);
            int content = headers < 0 ? -1 : indexOf(END_OF_HEADERS, headers);
            int end = content < 0 ? -1 : indexOf(delimiter, content + 2);
            if (end < 0 || parts.size() == MAX_PARTS) {
                return false;
            }
            String name = name(new String(body, headers, content - headers, StandardCharsets.UTF_8));
            byte[] bytes = Arrays.copyOfRange(body, Math.min(content + END_OF_HEADERS.length, end), end);
            if (name.isEmpty() || parts.put(name, bytes) != null) {
                return false;
            }
            start = end + delimiter.length;
        }
        return true;
    }

    private static String name(String headers) {
        Matcher name = NAME.matcher(headers);
        if (!name.find()) {
            return "";
        }
        String quoted = name.group("quoted");
        return quoted == null
                ? name.group("plain")
                : quoted.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n");
    }

    private boolean startsWith(String text, int at) {
        byte[] bytes = ascii(text);
        return at + bytes.length <= body.length && Arrays.equals(body, at, at + bytes.length, bytes, 0, bytes.length);
    }

    private int indexOf(byte[] wanted, int from) {
        for (int i = from; i <= body.length - wanted.length; i++) {
            if (body[i] == wanted[0] && Arrays.equals(body, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
