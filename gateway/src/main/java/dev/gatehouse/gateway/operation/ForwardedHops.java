package dev.gatehouse.gateway.operation;

import dev.gatehouse.gateway.operation.ProxyConfig.Header;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** For whom proxies say that they forward a request: the first one's word first, each behind what was there before. */
final class ForwardedHops {
    private static final Pattern FOR = Pattern.compile("(?i)for\\s*=.*");
    private static final Pattern VALUE = Pattern.compile("(?i)for=(?:\"([^\"\\\\]*)\"|([^\"\\s]*))");

    /** An address may be followed by a port, and one of IPv6 then stands in brackets. */
    private static final Pattern NODE = Pattern.compile("\\[([0-9a-fA-F:.]+)](?::[0-9]+)?|([0-9.]+)(?::[0-9]+)?");

    private ForwardedHops() {}

    /** One of each entry of the header, as a literal address; what names none is something else, or empty. */
    static List<String> of(MultiMap headers, Header header) {
        List<String> hops = new ArrayList<>();
        for (String line : headers.getAll(name(header))) {
            for (String entry : entries(line, header)) {
                hops.add(literal(node(entry.strip(), header)));
            }
        }
        return hops;
    }

    private static List<String> entries(String line, Header header) {
        return switch (header) {
            case X_FORWARDED_FOR -> List.of(line.split(",", -1));
            case FORWARDED -> parts(line, ',');
        };
    }

    /**
     * What stands between the separators; those in quoted strings are none (RFC 9110, section 5.6.4). Where one is not closed
     * nobody can say who wrote what, and all of it is one part that says nothing.
     */
    private static List<String> parts(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        boolean escaped = false;
        int from = 0;
        for (int at = 0; at < text.length(); at++) {
            char each = text.charAt(at);
            if (each == separator && !quoted) {
                parts.add(text.substring(from, at));
                from = at + 1;
            }
            quoted ^= each == '"' && !escaped;
            escaped = each == '\\' && quoted && !escaped;
        }
        parts.add(text.substring(from));
        return quoted ? List.of("") : parts;
    }

    private static String name(Header header) {
        return switch (header) {
            case X_FORWARDED_FOR -> "X-Forwarded-For";
            case FORWARDED -> "Forwarded";
        };
    }

    private static String node(String entry, Header header) {
        return switch (header) {
            case X_FORWARDED_FOR -> entry;
            case FORWARDED -> {
                List<String> named = parts(entry, ';').stream()
                        .map(String::strip)
                        .filter(parameter -> FOR.matcher(parameter).matches())
                        .toList();
                yield named.size() == 1 ? value(named.getFirst()) : "";
            }
        };
    }

    private static String value(String parameter) {
        Matcher parts = VALUE.matcher(parameter);
        return parts.matches() ? either(parts) : "";
    }

    private static String literal(String node) {
        Matcher parts = NODE.matcher(node);
        return parts.matches() ? either(parts) : node;
    }

    private static String either(Matcher found) {
        return found.group(1) == null ? found.group(2) : found.group(1);
    }
}
