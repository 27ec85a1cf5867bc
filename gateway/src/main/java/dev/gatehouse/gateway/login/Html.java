package dev.gatehouse.gateway.login;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A piece of a page. A text becomes one only by being escaped, and a piece is put together of our own words and of pieces, so
 * whatever somebody is called, it stays text.
 */
final class Html {
    static final Html NOTHING = new Html("");

    private final String markup;

    private Html(String markup) {
        this.markup = markup;
    }

    /** The text as text, between tags and within quoted attributes. */
    static Html text(String text) {
        var escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return new Html(escaped.toString());
    }

    /** Our markup, or our style, as it is: a constant of ours. */
    static Html markup(String constant) {
        return new Html(constant);
    }

    /**
     * Our markup, in which each {@code %s} is a piece.
     *
     * @param template a constant of ours
     */
    static Html of(String template, Html... pieces) {
        return new Html(template.formatted((Object[]) pieces));
    }

    static Html all(List<Html> pieces) {
        return new Html(pieces.stream().map(Html::toString).collect(Collectors.joining()));
    }

    @Override
    public String toString() {
        return markup;
    }
}
