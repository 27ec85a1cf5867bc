package dev.gatehouse.worker.process;

import dev.gatehouse.worker.Part;
import dev.gatehouse.worker.SecretValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Puts the strings of a launch together, as bytes that can be wiped. */
final class SecretJoin {
    private final Map<String, SecretValue> secrets;

    SecretJoin(Map<String, SecretValue> secrets) {
        this.secrets = secrets;
    }

    byte[] join(Part.Joined joined) {
        List<byte[]> pieces = new ArrayList<>();
        for (Part part : joined.parts()) {
            pieces.add(
                    switch (part) {
                        case Part.Text(String text) -> text.getBytes(StandardCharsets.UTF_8);
                        case Part.SecretPart(String name) -> value(name);
                    });
        }
        byte[] whole = new byte[pieces.stream().mapToInt(piece -> piece.length).sum()];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, whole, at, piece.length);
            at += piece.length;
            Arrays.fill(piece, (byte) 0);
        }
        return whole;
    }

    private byte[] value(String name) {
        SecretValue secret = secrets.get(name);
        if (secret == null) {
            throw new LaunchRefused("a secret that is not in the envelope");
        }
        return secret.expose(byte[]::clone);
    }
}
