package dev.gatehouse.gateway.scim.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Parses filters and PATCH paths. Its text, its comparisons and the depth of its brackets are bounded, so no text of a
 * client can exhaust the stack or the database.
 */
public final class FilterParser {
    /** The longest filter or path, in characters. */
    public static final int LONGEST = 8_192;

    /** The most comparisons of one filter. */
    public static final int MOST_TERMS = 100;

    /** How deep brackets may nest. */
    public static final int DEEPEST = 16;

    private final Tokens tokens;
    private int depth;
    private int terms;

    private FilterParser(String text) {
        if (text.length() > LONGEST) {
            throw new MalformedFilter("longer than " + LONGEST + " characters");
        }
        this.tokens = new Tokens(text);
    }

    /**
     * The filter that the text is.
     *
     * @throws MalformedFilter when it is none, or too large a one
     */
    public static Filter parse(String text) {
        var parser = new FilterParser(text);
        Filter filter = parser.or(false);
        parser.needEnd();
        return filter;
    }

    /**
     * The target of a PATCH operation that the text is.
     *
     * @throws MalformedFilter when it is none, or too large a one
     */
    public static PatchPath parsePath(String text) {
        var parser = new FilterParser(text);
        PatchPath path = parser.path();
        parser.needEnd();
        return path;
    }

    private PatchPath path() {
        AttributePath attribute = tokens.attribute();
        if (!tokens.takeHere('[')) {
            return new PatchPath(
                    new AttributePath(attribute.schema(), attribute.name(), Optional.empty()),
                    Optional.empty(),
                    attribute.sub());
        }
        Filter filter = values(attribute);
        return new PatchPath(
                attribute, Optional.of(filter), tokens.takeHere('.') ? Optional.of(tokens.name()) : Optional.empty());
    }

    private Filter or(boolean inValue) {
        List<Filter> terms = chain("or", () -> and(inValue));
        return terms.size() == 1 ? terms.getFirst() : new Filter.Or(terms);
    }

    private Filter and(boolean inValue) {
        List<Filter> terms = chain("and", () -> term(inValue));
        return terms.size() == 1 ? terms.getFirst() : new Filter.And(terms);
    }

    private List<Filter> chain(String word, Supplier<Filter> next) {
        var terms = new ArrayList<Filter>();
        do {
            terms.add(next.get());
        } while (tokens.takeWord(word));
        return terms;
    }

    private Filter term(boolean inValue) {
        if (tokens.takeWord("not")) {
            tokens.need('(');
            return new Filter.Not(bracket(inValue, ')'));
        }
        return tokens.take('(') ? bracket(inValue, ')') : comparison(inValue);
    }

    private Filter bracket(boolean inValue, char end) {
        if (++depth > DEEPEST) {
            throw new MalformedFilter("brackets nest deeper than " + DEEPEST);
        }
        Filter inside = or(inValue);
        tokens.need(end);
        depth--;
        return inside;
    }

    private Filter comparison(boolean inValue) {
        AttributePath path = tokens.attribute();
        if (!tokens.takeHere('[')) {
            return compared(path);
        }
        if (inValue) {
            throw tokens.expected("an operator: values of values cannot be filtered");
        }
        Filter filter = values(path);
        if (!tokens.takeHere('.')) {
            return new Filter.OneValue(path, filter);
        }
        // Not in the grammar, and yet what Entra ID asks: emails[type eq "work"].value eq "…" means one and the same
        // value.
        AttributePath sub = AttributePath.of(tokens.name());
        return new Filter.OneValue(path, new Filter.And(List.of(filter, compared(sub))));
    }

    private Filter values(AttributePath path) {
        if (path.sub().isPresent()) {
            throw tokens.expected("no filter of a sub-attribute");
        }
        return bracket(true, ']');
    }

    private Filter compared(AttributePath path) {
        if (++terms > MOST_TERMS) {
            throw new MalformedFilter("more than " + MOST_TERMS + " comparisons");
        }
        if (tokens.takeWord("pr")) {
            return new Filter.Present(path);
        }
        int position = tokens.position();
        Operator operator = Operator.of(tokens.word())
                .orElseThrow(() -> new MalformedFilter(
                        position, "expected an operator: eq, ne, co, sw, ew, gt, ge, lt, le or pr"));
        return new Filter.Comparison(path, operator, tokens.value());
    }

    private void needEnd() {
        if (!tokens.atEnd()) {
            throw tokens.expected("and, or, or the end");
        }
    }
}
