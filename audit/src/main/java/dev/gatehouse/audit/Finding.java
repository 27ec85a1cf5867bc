package dev.gatehouse.audit;

import java.util.regex.Pattern;

/**
 * The first failure a verifier met. It fits one line, whatever names a forged file puts into its place: an ending of a
 * line, or another character that nobody sees, stands as its number.
 *
 * @param place where: a byte of the file, a JSON Pointer into it, or the path of a tile
 * @param problem what is wrong there
 */
public record Finding(String place, String problem) {
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    public Finding {
        place = visible(place);
        problem = visible(problem);
    }

    private static String visible(String text) {
        return UNSEEN.matcher(text)
                .replaceAll(unseen -> "<U+%04X>".formatted(unseen.group().codePointAt(0)));
    }

    @Override
    public String toString() {
        return place + ": " + problem;
    }
}
