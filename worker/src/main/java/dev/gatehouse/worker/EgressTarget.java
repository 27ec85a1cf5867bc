package dev.gatehouse.worker;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whom a URL names, in the one spelling that everybody reads alike. Spellings that two readers may understand
 * differently are refused: user information, names in other alphabets (they are written as A-labels), trailing dots, and
 * every form of an IPv4 address but four plain decimal numbers.
 *
 * @param host a lower-case name, or an address as a literal without brackets
 * @param literal the address, where the host is one
 * @param path with the query, as it is sent
 */
record EgressTarget(boolean tls, String host, Optional<InetAddress> literal, int port, String path) {
    private static final int LONGEST_URL = 2_048;
    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7E]+");
    private static final int LONGEST_NAME = 253;
    private static final int HTTPS = 443;
    private static final int HTTP = 80;
    private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*");
    private static final String OCTET = "(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]+");

    /** What a resolver, or a browser, may take for a number: then the whole name is an address (WHATWG URL, section 3.5). */
    private static final Pattern NUMBER = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");

    /** Reads a URL. */
    static EgressTarget of(String url) throws EgressRefused {
        URI uri = parse(url);
        boolean tls = "https".equalsIgnoreCase(uri.getScheme());
        if (!tls && !"http".equalsIgnoreCase(uri.getScheme())) {
            throw new EgressRefused("scheme_forbidden");
        }
        String authority = Optional.ofNullable(uri.getRawAuthority()).orElse("");
        if (authority.contains("@")) {
            throw new EgressRefused("userinfo_forbidden");
        }
        String written = Optional.ofNullable(uri.getHost()).orElse("");
        Optional<InetAddress> literal = literal(written);
        String host = literal.isPresent() ? literal.get().getHostAddress() : name(written);
        return new EgressTarget(tls, host, literal, port(uri, tls), path(uri));
    }

    private static URI parse(String url) throws EgressRefused {
        try {
            if (url.length() <= LONGEST_URL && VISIBLE.matcher(url).matches()) {
                var uri = new URI(url);
                if (!uri.isOpaque() && uri.getRawFragment() == null) {
                    return uri;
                }
            }
        } catch (URISyntaxException _) {
            // Refused below.
        }
        throw new EgressRefused("url_malformed");
    }

    private static Optional<InetAddress> literal(String host) throws EgressRefused {
        if (host.startsWith("[") && host.endsWith("]")) {
            return Optional.of(ipv6(host.substring(1, host.length() - 1)));
        }
        if (NUMBER.matcher(host.toLowerCase(Locale.ROOT)).matches()) {
            if (!IPV4.matcher(host).matches()) {
                throw new EgressRefused("host_malformed");
            }
            return Optional.of(InetAddress.ofLiteral(host));
        }
        return Optional.empty();
    }

    /** An address of IPv4 in brackets has two spellings, and would become one of IPv4 here. */
    private static InetAddress ipv6(String text) throws EgressRefused {
        try {
            if (IPV6.matcher(text).matches() && InetAddress.ofLiteral(text) instanceof Inet6Address address) {
                return address;
            }
        } catch (IllegalArgumentException _) {
            // Refused below.
        }
        throw new EgressRefused("host_malformed");
    }

    private static String name(String host) throws EgressRefused {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
            throw new EgressRefused("host_malformed");
        }
        return name;
    }

    private static int port(URI uri, boolean tls) throws EgressRefused {
        int port = uri.getPort();
        if (port == 0 || port > 65_535) {
            throw new EgressRefused("port_not_allowed");
        }
        return port > 0 ? port : tls ? HTTPS : HTTP;
    }

    private static String path(URI uri) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    /** The host and, where it is not the scheme's own, the port: what the {@code Host} header says. */
    String authority() {
        String shown = literal.isPresent() && literal.get() instanceof Inet6Address ? "[" + host + "]" : host;
        return port == (tls ? HTTPS : HTTP) ? shown : shown + ":" + port;
    }

    /** Whether the name has no dot, so that it means another host in every network. */
    boolean isLocalName() {
        return literal.isEmpty() && !host.contains(".");
    }
}
