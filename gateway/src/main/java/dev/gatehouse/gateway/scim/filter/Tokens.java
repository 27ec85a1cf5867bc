package dev.gatehouse.gateway.scim.filter;

import java.math.BigDecimal;
import java.util.Optional;

/** Reads the words of a filter or path, one after the other. A word that is not there leaves the place as it was. */
final class Tokens {
    private static final int LONGEST_NUMBER = 40;

    private final String text;
    private int at;

    Tokens(String text) {
        this.text = text;
    }

    int position() {
        return at;
    }

    boolean atEnd() {
        skipSpace();
        return at == text.length();
    }

    /** Takes the character where it comes next, after spaces. */
    boolean take(char wanted) {
        skipSpace();
        return takeHere(wanted);
    }

    /** Takes the character where it comes next, without spaces before it. */
    boolean takeHere(char wanted) {
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    void need(char wanted) {
        if (!take(wanted)) {
            throw expected("'" + wanted + "'");
        }
    }

    /** Takes the word, in any case, where it comes next and ends there. */
    boolean takeWord(String word) {
        skipSpace();
        int end = at + word.length();
        if (text.regionMatches(true, at, word, 0, word.length())
                && (end == text.length() || !isPath(text.charAt(end)))) {
            at = end;
            return true;
        }
        return false;
    }

    /** The letters that come next. */
    String word() {
        skipSpace();
        int from = at;
        while (at < text.length() && isLetter(text.charAt(at))) {
            at++;
        }
        return text.substring(from, at);
    }

    /** An attribute with its URN and sub-attribute, as far as they are there. */
    AttributePath attribute() {
        skipSpace();
        int from = at;
        while (at < text.length() && isPath(text.charAt(at))) {
            at++;
        }
        String path = text.substring(from, at);
        int colon = path.lastIndexOf(':');
        String[] names = path.substring(colon + 1).split("\\.", -1);
        boolean good = names.length <= 2 && isName(names[0]) && isName(names[names.length - 1]);
        if (!good || colon == 0) {
            at = from;
            throw expected("an attribute");
        }
        return new AttributePath(
                colon < 0 ? Optional.empty() : Optional.of(path.substring(0, colon)),
                names[0],
                names.length == 1 ? Optional.empty() : Optional.of(names[1]));
    }

    /** The name that comes next, without spaces before it. */
    String name() {
        int from = at;
        while (at < text.length() && isPath(text.charAt(at))) {
            at++;
        }
        String name = text.substring(from, at);
        if (!isName(name)) {
            at = from;
            throw expected("a sub-attribute");
        }
        return name;
    }

    FilterValue value() {
        skipSpace();
        if (takeHere('"')) {
            return new FilterValue.Text(string());
        }
        if (takeWord("true")) {
            return new FilterValue.Truth(true);
        }
        if (takeWord("false")) {
            return new FilterValue.Truth(false);
        }
        if (takeWord("null")) {
            return new FilterValue.Nothing();
        }
        return number();
    }

    private FilterValue number() {
        int from = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String digits = text.substring(from, at);
        try {
            // An exponent makes a long number of a short text, so there is none.
            if (digits.length() <= LONGEST_NUMBER && digits.chars().noneMatch(each -> each == 'e' || each == 'E')) {
                return new FilterValue.Numeric(new BigDecimal(digits));
            }
        } catch (NumberFormatException _) {
            // said below
        }
        at = from;
        throw expected("a value: a text in quotes, a number, true, false or null");
    }

    /** The rest of a JSON string, whose first quote is taken. */
    private String string() {
        var value = new StringBuilder();
        while (at < text.length()) {
            char next = text.charAt(at++);
            switch (next) {
                case '"' -> {
                    return value.toString();
                }
                case '\\' -> value.append(escaped());
                default -> value.append(next);
            }
        }
        throw expected("a closing quote");
    }

    private char escaped() {
        if (at == text.length()) {
            throw expected("an escaped character");
        }
        char kind = text.charAt(at++);
        return switch (kind) {
            case '"', '\\', '/' -> kind;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> {
                at--;
                throw expected("an escape of JSON");
            }
        };
    }

    private char unicode() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
            if (digit < 0) {
                throw expected("four hexadecimal digits");
            }
            code = code * 16 + digit;
            at++;
        }
        return (char) code;
    }

    MalformedFilter expected(String what) {
        return new MalformedFilter(at, "expected " + what);
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    /** {@code ALPHA *("-" / "_" / DIGIT / ALPHA)}, and {@code $ref}, which RFC 7643 defines and its grammar forgets. */
    private static boolean isName(String name) {
        int first = name.startsWith("$") ? 1 : 0;
        return name.length() > first
                && isLetter(name.charAt(first))
                && name.chars()
                        .skip(first)
                        .allMatch(each -> isLetter(each) || isDigit(each) || each == '-' || each == '_');
    }

    private static boolean isPath(char each) {
        return isLetter(each) || isDigit(each) || "-_$.:/%".indexOf(each) >= 0;
    }

    private static boolean isLetter(int each) {
        return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z');
    }

    private static boolean isDigit(int each) {
        return each >= '0' && each <= '9';
    }
}
