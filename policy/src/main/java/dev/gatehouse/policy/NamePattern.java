package dev.gatehouse.policy;

import java.util.HashSet;
import java.util.Set;

/**
 * A pattern of full job names, such as {@code acme.prod/nightly-*}: a star stands for any characters of a namespace or of a
 * name, and never for the slash between them.
 */
public record NamePattern(String text) {
    private static final int LONGEST = 320;

    public NamePattern {
        if (!isOne(text)) {
            throw new IllegalArgumentException("not a pattern of job names");
        }
    }

    /** Whether the text is a pattern: the characters of names, stars, and one slash. */
    public static boolean isOne(String text) {
        return text.length() <= LONGEST && text.matches("[-a-z0-9.*]+/[-a-z0-9*]+");
    }

    /** Whether it can match a job in the namespace or below it, whatever that job is named. */
    boolean reaches(Namespace namespace) {
        if (namespace.isRoot()) {
            return true;
        }
        int slash = text.indexOf('/');
        String pattern = text.substring(0, slash);
        return matches(0, slash, namespace.path())
                || !read(pattern, namespace.path() + ".").isEmpty();
    }

    /** Whether it is about every name in its namespaces. */
    boolean isOfAnyName() {
        return text.substring(text.indexOf('/') + 1).chars().allMatch(each -> each == '*');
    }

    /** Whether it is about every name in all namespaces that the other one is about: its stars stand for stars, too. */
    boolean isOfAnyNameWhere(NamePattern other) {
        return isOfAnyName() && matches(0, text.indexOf('/'), other.text.substring(0, other.text.indexOf('/')));
    }

    /** The places in the pattern that can be reached by reading the text as the beginning of what it matches. */
    private static Set<Integer> read(String pattern, String text) {
        Set<Integer> places = withStars(pattern, Set.of(0));
        for (int i = 0; i < text.length(); i++) {
            Set<Integer> next = new HashSet<>();
            for (int place : places) {
                if (place < pattern.length() && pattern.charAt(place) == '*') {
                    next.add(place);
                } else if (place < pattern.length() && pattern.charAt(place) == text.charAt(i)) {
                    next.add(place + 1);
                }
            }
            places = withStars(pattern, next);
        }
        return places;
    }

    /** A star may stand for nothing. */
    private static Set<Integer> withStars(String pattern, Set<Integer> places) {
        Set<Integer> all = new HashSet<>();
        for (int place : places) {
            all.add(place);
            for (int next = place; next < pattern.length() && pattern.charAt(next) == '*'; next++) {
                all.add(next + 1);
            }
        }
        return all;
    }

    public boolean matches(JobName name) {
        int slash = text.indexOf('/');
        return matches(slash + 1, text.length(), name.name())
                && matches(0, slash, name.namespace().path());
    }

    /** The pattern from and to these places, in time linear in the name for each star. */
    private boolean matches(int from, int to, String name) {
        int at = from;
        int in = 0;
        int star = -1;
        int resume = 0;
        while (in < name.length()) {
            if (at < to && text.charAt(at) == '*') {
                star = at++;
                resume = in;
            } else if (at < to && text.charAt(at) == name.charAt(in)) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++resume;
            } else {
                return false;
            }
        }
        while (at < to && text.charAt(at) == '*') {
            at++;
        }
        return at == to;
    }
}
