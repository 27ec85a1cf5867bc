package dev.gatehouse.gateway.job;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A string with places that a start fills: literal text and {@code ${{ path }}}.
 *
 * <p>It is read once, from the manifest. What fills a place is never read for places again, so a value cannot bring a
 * template of its own.
 */
public record Template(List<Piece> pieces) {
    private static final String OPEN = "${{";
    private static final String CLOSE = "}}";

    /** A stretch of a template. */
    public sealed interface Piece {
        /** Text that stays as it is. */
        record Literal(String text) implements Piece {}

        /** A place to fill. */
        record Hole(TemplatePath path) implements Piece {}
    }

    public Template {
        pieces = List.copyOf(pieces);
    }

    /** Reads the text; throws {@link MalformedTemplate} where a place is not closed or names no known path. */
    public static Template parse(String text) {
        List<Piece> pieces = new ArrayList<>();
        int at = 0;
        for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, at)) {
            int close = text.indexOf(CLOSE, open + OPEN.length());
            if (close < 0) {
                throw new MalformedTemplate("${{ is not closed by }}");
            }
            if (open > at) {
                pieces.add(new Piece.Literal(text.substring(at, open)));
            }
            String path = text.substring(open + OPEN.length(), close).strip();
            pieces.add(new Piece.Hole(TemplatePath.parse(path)
                    .orElseThrow(() -> new MalformedTemplate(
                            "${{ }} takes one path: inputs.NAME, secrets.NAME, execution.id or subject.id"))));
            at = close + CLOSE.length();
        }
        if (at < text.length()) {
            pieces.add(new Piece.Literal(text.substring(at)));
        }
        return new Template(pieces);
    }

    /** A template without places. */
    static Template literal(String text) {
        return new Template(text.isEmpty() ? List.of() : List.of(new Piece.Literal(text)));
    }

    /** What its places name, in order. */
    public Stream<TemplatePath> paths() {
        return pieces.stream().flatMap(piece -> switch (piece) {
            case Piece.Literal _ -> Stream.<TemplatePath>empty();
            case Piece.Hole(TemplatePath path) -> Stream.of(path);
        });
    }

    /** Whether a start fills anything in. */
    public boolean templated() {
        return paths().findAny().isPresent();
    }

    /** Whether it is one place and nothing around it. */
    boolean isOneHole() {
        return pieces.size() == 1 && templated();
    }

    /** The same template where every secret is named as the function says. */
    public Template withSecrets(Function<TemplatePath.Secret, TemplatePath.Secret> names) {
        return new Template(pieces.stream()
                .map(piece -> piece instanceof Piece.Hole(TemplatePath.Secret secret)
                        ? new Piece.Hole(names.apply(secret))
                        : piece)
                .toList());
    }

    /** The text it was read from, with one space around every path. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Literal(String literal) -> text.append(literal);
                case Piece.Hole(TemplatePath path) ->
                    text.append("${{ ").append(path).append(" }}");
            }
        }
        return text.toString();
    }
}
