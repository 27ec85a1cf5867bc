package dev.gatehouse.audit;

import java.util.Base64;

/**
 * The root of one tenant's log at one size, in the text of C2SP tlog-checkpoint: origin, size and root, a line each.
 *
 * @param origin {@code <installation>/<tenant>}
 */
public record Checkpoint(String origin, long size, Hash root) {
    /** The origin of a tenant's log. */
    public static String origin(String installation, String tenant) {
        return installation + "/" + tenant;
    }

    /** The checkpoint that a note of ours holds; its signature is not looked at. */
    public static Checkpoint of(String note) {
        String[] lines = note.split("\n", -1);
        if (lines.length < 4 || !lines[3].isEmpty()) {
            throw new IllegalArgumentException("not a checkpoint");
        }
        return new Checkpoint(
                lines[0], Long.parseLong(lines[1]), Hash.of(Base64.getDecoder().decode(lines[2])));
    }

    /** Whether it is of the log of the tenant, in whichever installation. */
    boolean isOf(String tenant) {
        return origin.endsWith("/" + tenant);
    }

    /** The text that is signed. */
    public String text() {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root.bytes()) + "\n";
    }

    /** The signed note (C2SP signed-note): the text, an empty line, and a line with the log's signature. */
    public String sign(LogKey key) {
        byte[] id = LogVerifierKey.of(origin, key).id();
        byte[] signature = key.sign(CanonicalJson.utf8(text()));
        byte[] line = new byte[id.length + signature.length];
        System.arraycopy(id, 0, line, 0, id.length);
        System.arraycopy(signature, 0, line, id.length, signature.length);
        return text() + "\n\u2014 " + origin + " " + Base64.getEncoder().encodeToString(line) + "\n";
    }
}
