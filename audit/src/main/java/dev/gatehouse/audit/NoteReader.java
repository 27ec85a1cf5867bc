package dev.gatehouse.audit;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads signed checkpoints strictly, and only believes pinned keys. */
final class NoteReader {
    private static final Pattern NOTE = Pattern.compile("""
            (?<text>(?<origin>[^\\s+]+)
            (?<size>0|[1-9][0-9]{0,17})
            (?<root>[A-Za-z0-9+/]{43}=)
            )
            \u2014 (?<name>[^\\s+]+) (?<signature>[A-Za-z0-9+/]+={0,2})
            """);
    private static final int ID_BYTES = 4;
    private static final int SIGNATURE_BYTES = 64;

    private final List<LogVerifierKey> pinned;

    NoteReader(List<LogVerifierKey> pinned) {
        this.pinned = List.copyOf(pinned);
    }

    /** The checkpoint of a note that a pinned key signed. */
    Checkpoint read(String note, String place) throws Refused {
        Matcher parts = NOTE.matcher(note);
        if (!parts.matches()) {
            throw new Refused(place, "not a checkpoint with one signature");
        }
        String origin = parts.group("origin");
        if (!parts.group("name").equals(origin)) {
            throw new Refused(place, "signed in another name than its origin");
        }
        byte[] root = base64(parts.group("root"), place);
        byte[] signed = base64(parts.group("signature"), place);
        if (signed.length != ID_BYTES + SIGNATURE_BYTES) {
            throw new Refused(place, "not an Ed25519 signature");
        }
        byte[] id = Arrays.copyOf(signed, ID_BYTES);
        Optional<LogVerifierKey> key = pinned.stream()
                .filter(candidate -> candidate.origin().equals(origin) && Arrays.equals(candidate.id(), id))
                .findFirst();
        if (key.isEmpty()) {
            throw new Refused(place, "no pinned key is the one that signed for " + origin);
        }
        byte[] signature = Arrays.copyOfRange(signed, ID_BYTES, signed.length);
        if (!key.get().verifies(CanonicalJson.utf8(parts.group("text")), signature)) {
            throw new Refused(place, "the signature does not hold");
        }
        return new Checkpoint(origin, Long.parseLong(parts.group("size")), Hash.of(root));
    }

    /** Base64 that is written in the only way its bytes can be. */
    static byte[] base64(String text, String place) throws Refused {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // answered below
        }
        throw new Refused(place, "not canonical base64");
    }
}
