package dev.gatehouse.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads C2SP {@code tlog-proof@v1} texts strictly; the unauthenticated {@code extra} line is refused.
 *
 * @param note the signed checkpoint, not yet looked at
 */
record ProofReader(long index, List<byte[]> path, String note) {
    private static final Pattern FORM = Pattern.compile(
            "c2sp\\.org/tlog-proof@v1\nindex (?<index>0|[1-9][0-9]{0,17})\n(?<path>([A-Za-z0-9+/]{43}=\n){0,63})\n(?<note>[^\n].*)",
            Pattern.DOTALL);

    static ProofReader read(String proof, String place) throws Refused {
        Matcher parts = FORM.matcher(proof);
        if (!parts.matches()) {
            throw new Refused(place, "not a tlog-proof@v1");
        }
        List<byte[]> path = new ArrayList<>();
        for (String line : parts.group("path").lines().toList()) {
            path.add(NoteReader.base64(line, place));
        }
        return new ProofReader(Long.parseLong(parts.group("index")), path, parts.group("note"));
    }
}
