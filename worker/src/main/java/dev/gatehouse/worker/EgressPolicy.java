package dev.gatehouse.worker;

import dev.gatehouse.observability.AddressBlock;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whom calls may reach whose address somebody else chose. Without any rule: public addresses, by HTTPS, at port 443.
 *
 * <p>Rules about hosts narrow that to the hosts that they name; rules about networks widen it by addresses that are not
 * public. A metadata service is reached only where a rule names its one address. Thread-safe.
 */
public final class EgressPolicy {
    private static final int HTTPS = 443;
    private static final int ANY = -1;
    private static final Pattern HOST = Pattern.compile("(?:\\*\\.)?[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?");

    private final List<HostRule> hosts;
    private final List<NetworkRule> networks;
    private final boolean plainHttp;

    private EgressPolicy(List<HostRule> hosts, List<NetworkRule> networks, boolean plainHttp) {
        this.hosts = hosts;
        this.networks = networks;
        this.plainHttp = plainHttp;
    }

    /**
     * The policy of these rules.
     *
     * @param hosts {@code idp.example.com}, {@code *.example.com} for every name below, with {@code :PORT} or {@code :*}
     *     for others than 443; where there are none, every host is allowed
     * @param networks {@code 10.20.0.0/16}, {@code fd00:1::/32}, with {@code :PORT} or {@code :*} for others than 443
     * @param unsafePlainHttp whether HTTP without TLS is allowed to loopback addresses
     * @throws IllegalArgumentException with the rule that cannot be read
     */
    public static EgressPolicy of(List<String> hosts, List<String> networks, boolean unsafePlainHttp) {
        return new EgressPolicy(
                hosts.stream().map(HostRule::of).toList(),
                networks.stream().map(NetworkRule::of).toList(),
                unsafePlainHttp);
    }

    /** The port of a rule; without one it is that of HTTPS. */
    private record RulePort(int number) {
        static RulePort of(String rule, int colon) {
            if (colon < 0) {
                return new RulePort(HTTPS);
            }
            String port = rule.substring(colon + 1);
            if (port.equals("*")) {
                return new RulePort(ANY);
            }
            if (!port.matches("[1-9][0-9]{0,4}") || Integer.parseInt(port) > 65_535) {
                throw new IllegalArgumentException("not a host or network with a port: " + rule);
            }
            return new RulePort(Integer.parseInt(port));
        }

        boolean allows(int port) {
            return number == ANY || number == port;
        }
    }

    private record HostRule(String name, RulePort port) {
        static HostRule of(String rule) {
            int colon = rule.indexOf(':');
            String name = (colon < 0 ? rule : rule.substring(0, colon)).toLowerCase(Locale.ROOT);
            if (!HOST.matcher(name).matches()) {
                throw new IllegalArgumentException("not a host: " + rule);
            }
            return new HostRule(name, RulePort.of(rule, colon));
        }

        boolean names(EgressTarget target) {
            return name.startsWith("*.")
                    ? target.literal().isEmpty() && target.host().endsWith(name.substring(1))
                    : target.host().equals(name);
        }
    }

    private record NetworkRule(AddressBlock block, RulePort port) {
        static NetworkRule of(String rule) {
            int slash = rule.indexOf('/');
            int colon = slash < 0 ? -1 : rule.indexOf(':', slash);
            try {
                return new NetworkRule(
                        AddressBlock.of(colon < 0 ? rule : rule.substring(0, colon)), RulePort.of(rule, colon));
            } catch (IllegalArgumentException malformed) {
                throw new IllegalArgumentException("not a network: " + rule, malformed);
            }
        }

        boolean covers(InetAddress address, int wanted) {
            return port.allows(wanted)
                    && block.contains(address)
                    && (block.isOne() || !SpecialAddresses.isMetadata(address));
        }
    }

    /** Lets the target pass as far as its URL tells. */
    void admit(EgressTarget target) throws EgressRefused {
        if (!target.tls() && !plainHttp) {
            throw new EgressRefused("scheme_forbidden");
        }
        boolean named = hosts.stream().anyMatch(rule -> rule.names(target));
        boolean inNetwork = target.literal().isPresent()
                && networks.stream()
                        .anyMatch(rule -> rule.covers(target.literal().get(), target.port()));
        if (!named && !inNetwork && (target.isLocalName() || !hosts.isEmpty())) {
            throw new EgressRefused("host_not_allowed");
        }
    }

    /** Lets the target pass when it is at these addresses: every one of them has to be allowed, or none is called. */
    void admit(EgressTarget target, List<InetAddress> addresses) throws EgressRefused {
        for (InetAddress address : addresses) {
            if (!target.tls() && !address.isLoopbackAddress()) {
                throw new EgressRefused("scheme_forbidden");
            }
            if (!isAllowed(address, target.port())) {
                throw new EgressRefused("address_forbidden");
            }
            if (!hasPort(target, address)) {
                throw new EgressRefused("port_not_allowed");
            }
        }
    }

    private boolean isAllowed(InetAddress address, int port) {
        return SpecialAddresses.isPublic(address)
                || (networks.stream().anyMatch(rule -> rule.covers(address, port)) && isCarriedAllowed(address, port));
    }

    private boolean isCarriedAllowed(InetAddress address, int port) {
        return SpecialAddresses.carried(address)
                .map(carried -> isAllowed(carried, port))
                .orElse(true);
    }

    private boolean hasPort(EgressTarget target, InetAddress address) {
        return target.port() == HTTPS
                || hosts.stream()
                        .anyMatch(rule -> rule.names(target) && rule.port().allows(target.port()))
                || networks.stream().anyMatch(rule -> rule.covers(address, target.port()));
    }
}
