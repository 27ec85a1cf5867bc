package dev.gatehouse.gateway.operation;

import dev.gatehouse.gateway.operation.ProxyConfig.Header;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** For whom proxies say that they forward a request: the first one's word first, each behind what was there before. */
final class ForwardedHops {
    private static final Pattern FOR = Pattern.compile("(?i)(?:^|;)\\s*for=(?:\"([^\"]*)\"|([^;\"\\s]*))\\s*(?:;|$)");

    /** An address may be followed by a port, and one of IPv6 then stands in brackets. */
    private static final Pattern NODE = Pattern.compile("\\[([0-9a-fA-F:.]+)](?::[0-9]+)?|([0-9.]+)(?::[0-9]+)?");

    private ForwardedHops() {}

    /** One of each entry of the header, as a literal address; what names none is something else, or empty. */
    static List<String> of(MultiMap headers, Header header) {
        List<String> hops = new ArrayList<>();
        for (String line : headers.getAll(name(header))) {
            for (String entry : line.split(",", -1)) {
                hops.add(literal(node(entry.strip(), header)));
            }
        }
        return hops;
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
                Matcher parameter = FOR.matcher(entry);
                yield parameter.find() ? either(parameter) : "";
            }
        };
    }

    private static String literal(String node) {
        Matcher parts = NODE.matcher(node);
        return parts.matches() ? either(parts) : node;
    }

    private static String either(Matcher found) {
        return found.group(1) == null ? found.group(2) : found.group(1);
    }
}
