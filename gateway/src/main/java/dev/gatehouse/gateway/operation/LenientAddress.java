package dev.gatehouse.gateway.operation;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a text leads whoever reads it leniently, as browsers, resolvers and people do: in any case, with or without a scheme
 * and user information, with the host in each of its spellings in ASCII. No name is looked up. Immutable.
 *
 * @param host a lower-case name without a dot at its end, or an address; {@link #LOOPBACK} for each that means this machine
 * @param port {@link #UNSAID} where neither the text nor its scheme says one
 * @param path its segments
 */
record LenientAddress(String host, int port, List<String> path) {
    private static final String LOOPBACK = "localhost";
    private static final Set<String> LOOPBACK_NAMES =
            Set.of(LOOPBACK, "localhost.localdomain", "localhost4", "localhost6", "ip6-localhost", "ip6-loopback");

    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int UNSAID = 0;

    /** Of a scheme's colon and that of a port the one before slashes is the scheme's, and any after a scheme of the web. */
    private static final Pattern PARTS = Pattern.compile("(?:(?<web>https?|wss?):|[a-z][a-z0-9+.-]*:(?=//))?/*"
            + "(?:[^/?#]*@)?(?<host>\\[[^\\]/?#]*\\]|[^/?#:\\[\\]]+)(?::0*(?<port>[0-9]{0,9})\\.*)?"
            + "(?<path>/[^?#]*)?(?:[?#].*)?");

    LenientAddress {
        path = List.copyOf(path);
    }

    /** What nobody takes for an address has none. */
    static Optional<LenientAddress> of(String text) {
        Matcher parts = PARTS.matcher(text.strip().replace('\\', '/').toLowerCase(Locale.ROOT));
        return parts.matches()
                ? Optional.of(new LenientAddress(
                        host(decoded(parts.group("host"))),
                        port(Optional.ofNullable(parts.group("port")), Optional.ofNullable(parts.group("web"))),
                        path(decoded(Optional.ofNullable(parts.group("path")).orElse("")))))
                : Optional.empty();
    }

    private static String host(String written) {
        String name = written.replaceFirst("\\.+$", "");
        Optional<InetAddress> literal = literal(name);
        boolean loopback = literal.map(each -> each.isLoopbackAddress() || each.isAnyLocalAddress())
                .orElseGet(() -> LOOPBACK_NAMES.contains(name) || name.endsWith("." + LOOPBACK));
        return loopback ? LOOPBACK : literal.map(InetAddress::getHostAddress).orElse(name);
    }

    /** Resolvers take IPv4 in one to four parts, each decimal, octal or hexadecimal. */
    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(
                    host.startsWith("[")
                            ? InetAddress.ofLiteral(host.substring(1, host.length() - 1))
                            : Inet4Address.ofPosixLiteral(host));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static int port(Optional<String> written, Optional<String> scheme) {
        return written.filter(digits -> !digits.isEmpty())
                .map(Integer::valueOf)
                .orElseGet(() ->
                        scheme.map(web -> web.endsWith("s") ? HTTPS : HTTP).orElse(UNSAID));
    }

    private static List<String> path(String written) {
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : written.split("/", -1)) {
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.addLast(segment);
            }
        }
        return List.copyOf(segments);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2b"), StandardCharsets.UTF_8)
                    .toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException _) {
            return text;
        }
    }

    /** Whether it is that one, or one below it. */
    boolean isWithin(LenientAddress other) {
        return host.equals(other.host)
                && (port == other.port || (port == UNSAID && (other.port == HTTP || other.port == HTTPS)))
                && path.size() >= other.path.size()
                && path.subList(0, other.path.size()).equals(other.path);
    }
}
