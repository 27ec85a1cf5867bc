package dev.gatehouse.secrets;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The place that wrapped bytes belong to; bytes moved to another place cannot be unwrapped there.
 *
 * @param tenant whose bytes they are; {@code system} for keys of the installation
 * @param purpose what they are for: {@code log-key}, {@code secret-value}, {@code join-token}
 * @param path which one of those
 */
public record WrapContext(String tenant, String purpose, String path) {
    public WrapContext {
        if (tenant.isEmpty() || purpose.isEmpty() || path.isEmpty()) {
            throw new IllegalArgumentException("a wrap context names tenant, purpose and path");
        }
    }

    /** Each part with its length before it, so that no two contexts share an encoding. */
    byte[] associatedData() {
        var out = new ByteArrayOutputStream();
        for (var part : new String[] {"gatehouse", tenant, purpose, path}) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            out.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }

    @Override
    public String toString() {
        return purpose + " " + tenant + "/" + path;
    }
}
