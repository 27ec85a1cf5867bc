package dev.gatehouse.gateway.resource;

import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a caller believes about a resource: its {@code If-Match} and {@code If-None-Match} (RFC 9110, section 13). */
record Precondition(Optional<Tags> match, Optional<Tags> noneMatch) {
    /** For acts that do not depend on what is there. */
    static final Precondition NONE = new Precondition(Optional.empty(), Optional.empty());

    private static final int MOST = 50;
    private static final Pattern TAG = Pattern.compile("(W/)?(\"[!#-~]*\")");

    /** A list of tags, or {@code *} for anything that is there. */
    record Tags(boolean any, Set<String> strong, Set<String> weak) {
        boolean named(String tag) {
            return any || strong.contains(tag);
        }
    }

    /** The request's; a header that is none is a 400, because it would protect nothing. */
    static Precondition of(HttpHeaders headers) {
        return new Precondition(
                tags(headers.getRequestHeader(HttpHeaders.IF_MATCH), HttpHeaders.IF_MATCH),
                tags(headers.getRequestHeader(HttpHeaders.IF_NONE_MATCH), HttpHeaders.IF_NONE_MATCH));
    }

    /** Whether an act on what is there may go on. */
    boolean holds(Optional<String> tag) {
        boolean matched = match.isEmpty() || tag.filter(match.get()::named).isPresent();
        return matched && !isKnown(tag);
    }

    /** Ends the request with 412 where it does not hold. */
    void require(Optional<String> tag) {
        if (!holds(tag)) {
            throw new ProblemException(Problem.of(
                    412,
                    "precondition_failed",
                    tag.isPresent()
                            ? "The resource is not the revision that you expect. Read it again."
                            : "There is no such resource."));
        }
    }

    /** Whether the caller has the very thing already. */
    boolean isKnown(Optional<String> tag) {
        return noneMatch.isPresent()
                && tag.filter(each -> noneMatch.get().named(each)
                                || noneMatch.get().weak().contains(each))
                        .isPresent();
    }

    private static Optional<Tags> tags(List<String> values, String header) {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        String text = String.join(",", values).strip();
        if (text.equals("*")) {
            return Optional.of(new Tags(true, Set.of(), Set.of()));
        }
        Set<String> strong = new HashSet<>();
        Set<String> weak = new HashSet<>();
        for (String part : text.split(",", MOST + 1)) {
            Matcher tag = TAG.matcher(part.strip());
            if (!tag.matches()) {
                throw new ProblemException(Problem.of(
                        400,
                        "malformed_precondition",
                        header + " is * or a list of at most " + MOST + " entity tags, each in double quotes."));
            }
            (tag.group(1) == null ? strong : weak).add(tag.group(2));
        }
        return Optional.of(new Tags(false, strong, weak));
    }
}
