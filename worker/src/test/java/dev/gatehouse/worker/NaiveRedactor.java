package dev.gatehouse.worker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a redactor has to do, said as simply as can be: the text is read in every way as a whole, and each secret is searched
 * at each place. It takes quadratic time and shares no code with the redactor.
 */
final class NaiveRedactor {
    private static final String HEX = "0123456789abcdef";
    private static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    /** So far eight characters reach at most, with the widest gap before each. */
    private static final int NEAR = 8 * 65;

    private static final Pattern JSON = Pattern.compile(
            "\\\\u\\{(?:0?[0-9a-fA-F]{1,5}|10[0-9a-fA-F]{4})\\}"
                    + "|\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}"
                    + "|\\\\u(?![dD][89abAB])[0-9a-fA-F]{4}|\\\\U00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4}|\\\\x[0-9a-fA-F]{2}"
                    + "|\\\\[0-7]{1,3}|\\\\(?!u[dD][89abAB][0-9a-fA-F]{2})[^0-7]",
            Pattern.DOTALL);
    private static final Pattern PERCENT = Pattern.compile("%[0-9a-fA-F]{2}");
    private static final Pattern FORM = Pattern.compile("\\+|%[0-9a-fA-F]{2}");
    private static final Pattern QUOTED = Pattern.compile("'\\\\''|'\"'\"'");
    private static final Pattern NOTHING = Pattern.compile("(?!)");

    /** A byte that was read, and where it stands; {@code apart} where a line ended before it. */
    private record Read(int value, int start, int end, boolean apart) {}

    private final List<byte[]> needles = new ArrayList<>();
    /** What the first eight characters of a needle can be where some of its blanks are missing. */
    private final Set<String> beginnings = new HashSet<>();

    private final List<byte[]> literals = new ArrayList<>();

    NaiveRedactor(List<byte[]> values) {
        for (byte[] value : values) {
            List<String> lines = new ArrayList<>(Arrays.asList(new String(value, ISO_8859_1)
                    .replaceFirst("^[\r\n\t ]+", "")
                    .split("[\r\n][\r\n\t ]*")));
            while (!lines.isEmpty() && lines.getFirst().length() < 8) {
                lines.removeFirst();
            }
            if (lines.isEmpty()) {
                literals.add(value);
            } else {
                needles.add(String.join("", lines).getBytes(ISO_8859_1));
                lines.stream()
                        .filter(line -> line.length() >= 8)
                        .forEach(line -> needles.add(line.getBytes(ISO_8859_1)));
            }
        }
        for (byte[] needle : List.copyOf(needles)) {
            String blank = new String(needle, ISO_8859_1);
            beginnings.addAll(beginnings(blank, ""));
            String full = blank.replaceAll("[ \t]", "");
            if (full.length() >= 8) {
                needles.add(full.getBytes(ISO_8859_1));
            }
        }
    }

    String redact(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        BitSet marks = new BitSet();
        literals.forEach(literal -> mark(literal, plain(bytes), marks));
        List<List<Read>> spellings = new ArrayList<>();
        for (Pattern escape : List.of(NOTHING, JSON, PERCENT, FORM, QUOTED)) {
            spellings.add(decoded(new String(bytes, ISO_8859_1), escape, ISO_8859_1));
        }
        spellings.add(decoded(new String(bytes, ISO_8859_1), JSON, UTF_8));
        for (List<Read> decoded : spellings) {
            List<Read> read = withoutGaps(decoded);
            List<List<Read>> sequences = new ArrayList<>(hex(read));
            for (int bit = 0; bit < 8; bit += 2) {
                sequences.addAll(base64(read, bit));
            }
            sequences.replaceAll(NaiveRedactor::withoutGaps);
            sequences.add(read);
            sequences.add(withoutBreaks(decoded));
            for (List<Read> sequence : sequences) {
                needles.forEach(needle -> mark(needle, sequence, marks));
            }
            markBroken(decoded, marks);
        }
        StringBuilder out = new StringBuilder();
        String all = new String(bytes, ISO_8859_1);
        for (int i = 0; i < bytes.length; i++) {
            out.append(!marks.get(i) ? all.substring(i, i + 1) : i > 0 && marks.get(i - 1) ? "" : "***");
        }
        return new String(out.toString().getBytes(ISO_8859_1), UTF_8);
    }

    private static Set<String> beginnings(String needle, String first) {
        if (first.length() >= 8) {
            return Set.of(first.substring(0, 8));
        }
        if (needle.isEmpty()) {
            return Set.of();
        }
        String rest = needle.replaceFirst("^[ \t]+", "");
        if (rest.equals(needle)) {
            return beginnings(needle.substring(1), first + needle.charAt(0));
        }
        Set<String> all = new HashSet<>();
        for (int kept = 0; kept <= needle.length() - rest.length(); kept++) {
            all.addAll(beginnings(rest, first + needle.substring(0, kept)));
        }
        return all;
    }

    /** Over several lines blanks may stand anywhere, but the beginning has to look like one. */
    private void markBroken(List<Read> decoded, BitSet marks) {
        for (int from = 0; from < decoded.size(); from++) {
            List<Read> rest = decoded.subList(from, decoded.size());
            List<Read> near = rest.subList(0, Math.min(rest.size(), NEAR));
            if (beginnings.contains(eight(withoutGaps(near))) || beginnings.contains(eight(withoutBreaks(near)))) {
                for (byte[] needle : needles) {
                    markBroken(needle, rest, marks);
                }
            }
        }
    }

    private static void markBroken(byte[] needle, List<Read> rest, BitSet marks) {
        boolean broken = false;
        int same = 0;
        for (Read each : rest) {
            boolean breaks = each.value() == '\n' || each.value() == '\r';
            broken |= breaks;
            if (same == 0 || (!breaks && each.value() != ' ' && each.value() != '\t')) {
                if (each.value() != (needle[same] & 0xff)) {
                    return;
                }
                same++;
                if (same == needle.length) {
                    if (broken) {
                        marks.set(rest.getFirst().start(), each.end());
                    }
                    return;
                }
            }
        }
    }

    private static String eight(List<Read> read) {
        StringBuilder eight = new StringBuilder();
        read.stream().limit(8).forEach(each -> eight.append((char) each.value()));
        return eight.toString();
    }

    private static List<Read> withoutBreaks(List<Read> all) {
        return all.stream()
                .filter(each -> each.value() != '\n' && each.value() != '\r')
                .toList();
    }

    private static void mark(byte[] needle, List<Read> sequence, BitSet marks) {
        for (int from = 0; from + needle.length <= sequence.size(); from++) {
            int same = 0;
            while (same < needle.length && sequence.get(from + same).value() == (needle[same] & 0xff)) {
                same++;
            }
            if (same == needle.length) {
                marks.set(
                        sequence.get(from).start(),
                        sequence.get(from + same - 1).end());
            }
        }
    }

    private static List<Read> plain(byte[] bytes) {
        List<Read> all = new ArrayList<>();
        for (int i = 0; i < bytes.length; i++) {
            all.add(new Read(bytes[i] & 0xff, i, i + 1, false));
        }
        return all;
    }

    /** @param octet what {@code \xHH} is a character of */
    private static List<Read> decoded(String text, Pattern escape, Charset octet) {
        List<Read> all = new ArrayList<>();
        Matcher escapes = escape.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!escapes.region(at, text.length()).lookingAt()) {
                all.add(new Read(text.charAt(at), at, ++at, false));
                continue;
            }
            for (byte value : meaning(escapes.group(), octet)) {
                all.add(new Read(value & 0xff, at, escapes.end(), false));
            }
            at = escapes.end();
        }
        return all;
    }

    private static byte[] meaning(String escape, Charset octet) {
        if (escape.startsWith("\\x") && escape.length() > 2) {
            return Character.toString(Integer.parseInt(escape.substring(2), 16)).getBytes(octet);
        }
        if (escape.startsWith("\\u{")) {
            int codePoint = Integer.parseInt(escape.substring(3, escape.length() - 1), 16);
            return Character.toString(codePoint).getBytes(UTF_8);
        }
        if (escape.startsWith("\\u") && escape.length() > 2) {
            StringBuilder units = new StringBuilder();
            for (String unit : escape.substring(2).split("\\\\u", -1)) {
                units.append((char) Integer.parseInt(unit, 16));
            }
            return units.toString().getBytes(UTF_8);
        }
        if (escape.startsWith("\\U") && escape.length() > 2) {
            return Character.toString(Integer.parseInt(escape.substring(2), 16)).getBytes(UTF_8);
        }
        int value = escape.startsWith("%")
                ? Integer.parseInt(escape.substring(1), 16)
                : escape.equals("+") ? ' ' : escape.startsWith("'") ? '\'' : backslash(escape.substring(1));
        return new byte[] {(byte) value};
    }

    private static int backslash(String escaped) {
        if (escaped.matches("[0-7]+")) {
            return Integer.parseInt(escaped, 8);
        }
        int letter = "nrtbfvaeE".indexOf(escaped);
        return letter < 0 ? escaped.charAt(0) : "\n\r\t\b\f\u000b\u0007\u001b\u001b".charAt(letter);
    }

    private static List<Read> withoutGaps(List<Read> all) {
        List<Read> kept = new ArrayList<>();
        boolean gap = false;
        for (Read each : all) {
            boolean breaks = each.value() == '\n' || each.value() == '\r';
            if (breaks || (gap && (each.value() == ' ' || each.value() == '\t'))) {
                gap = true;
            } else {
                kept.add(new Read(each.value(), each.start(), each.end(), gap || each.apart()));
                gap = false;
            }
        }
        return kept;
    }

    private static List<List<Read>> base64(List<Read> read, int firstBit) {
        List<List<Read>> sequences = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= read.size(); i++) {
            if (i == read.size() || sextet(read.get(i)) < 0) {
                List<Read> run = read.subList(from, i);
                List<Read> bytes = new ArrayList<>();
                for (int bit = firstBit; bit + 8 <= 6 * run.size(); bit += 8) {
                    Read first = run.get(bit / 6);
                    Read second = run.get(bit / 6 + 1);
                    int value = ((sextet(first) << 6) | sextet(second)) >> (4 - bit % 6) & 0xff;
                    bytes.add(new Read(value, second.apart() ? second.start() : first.start(), second.end(), false));
                }
                sequences.add(bytes);
                from = i + 1;
            }
        }
        return sequences;
    }

    private static int sextet(Read read) {
        return BASE64.indexOf(read.value() == '-' ? '+' : read.value() == '_' ? '/' : read.value());
    }

    private static List<List<Read>> hex(List<Read> read) {
        List<List<Read>> sequences = new ArrayList<>();
        for (int from = 0; from + 1 < read.size(); from++) {
            List<Read> bytes = new ArrayList<>();
            int at = from;
            while (at + 1 < read.size() && digit(read.get(at)) >= 0 && digit(read.get(at + 1)) >= 0) {
                Read first = read.get(at);
                Read second = read.get(at + 1);
                bytes.add(new Read(
                        (digit(first) << 4) | digit(second),
                        second.apart() ? second.start() : first.start(),
                        second.end(),
                        false));
                at += 2;
                at += at < read.size()
                                && (read.get(at).value() == ':' || read.get(at).value() == ' ')
                        ? 1
                        : 0;
            }
            sequences.add(bytes);
        }
        return sequences;
    }

    private static int digit(Read read) {
        return HEX.indexOf(read.value() >= 'A' && read.value() <= 'F' ? read.value() + 32 : read.value());
    }
}
