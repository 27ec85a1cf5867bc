package dev.gatehouse.gateway.resource;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.HttpData;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A {@code multipart/form-data} body (RFC 7578), read by Netty's decoder as bytes and in memory: what is sent is what
 * is stored.
 *
 * <p>Names are percent-decoded where clients encode quotes and line breaks.
 */
final class MultipartBody {
    private static final int MAX_PARTS = 200;
    private static final int MAX_BUFFERED = 1 << 20;

    private MultipartBody() {}

    /** The parts by name, or nothing when the body is not what its type says. */
    static Optional<Map<String, byte[]>> read(String contentType, byte[] body) {
        var request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(body));
        request.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        try {
            if (!HttpPostRequestDecoder.isMultipart(request)) {
                return Optional.empty();
            }
            var decoder = new HttpPostMultipartRequestDecoder(
                    new DefaultHttpDataFactory(false), request, StandardCharsets.UTF_8, MAX_PARTS, MAX_BUFFERED);
            try {
                return parts(decoder);
            } finally {
                decoder.destroy();
            }
        } catch (DecoderException | IllegalArgumentException | IndexOutOfBoundsException malformed) {
            // The last is how Netty's parser ends at a parameter or a boundary that is empty.
            return Optional.empty();
        } catch (IOException neverOnDisk) {
            throw new UncheckedIOException(neverOnDisk);
        }
    }

    private static Optional<Map<String, byte[]>> parts(HttpPostMultipartRequestDecoder decoder) throws IOException {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        for (InterfaceHttpData each : decoder.getBodyHttpDatas()) {
            if (!(each instanceof HttpData part) || parts.put(name(part), part.get()) != null) {
                return Optional.empty();
            }
        }
        return decoder.currentPartialHttpData() == null && !parts.isEmpty() ? Optional.of(parts) : Optional.empty();
    }

    private static String name(HttpData part) {
        return part.getName().replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n");
    }
}
