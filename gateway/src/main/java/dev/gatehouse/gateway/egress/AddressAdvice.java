package dev.gatehouse.gateway.egress;

import java.util.Map;
import java.util.Optional;

/** What to do about an address that is not called, as a sentence for whoever declared it. */
public final class AddressAdvice {
    private static final String MALFORMED =
            "write a URL of ASCII characters, such as https://bao.example:8200, without # and what follows it";

    private static final Map<String, String> BY_SPELLING = Map.of(
            "url_malformed",
            MALFORMED,
            "scheme_forbidden",
            "write an address that begins with https://",
            "userinfo_forbidden",
            "write the address without a user and whatever else stands before @",
            "host_malformed",
            "write the host as a plain name without a dot at its end, with other alphabets as xn--, or as an address:"
                    + " four decimal numbers, or version 6 in brackets",
            "port_not_allowed",
            "write a port from 1 to 65535, or none");

    private static final String SILENT =
            "Nobody takes the connection, or keeps it: look whether the peer runs, and speaks this scheme at this port.";

    private static final Map<String, String> BY_CALL = Map.of(
            "scheme_forbidden",
            "Declare an address that begins with https://; for a peer on loopback alone the operator may allow plain HTTP"
                    + " (gatehouse.egress.unsafe-plain-http).",
            "address_forbidden",
            "The address is not public: the operator allows its network and port with gatehouse.egress.networks.",
            "host_not_allowed",
            "The operator names the hosts that are called: this one is missing in gatehouse.egress.hosts.",
            "port_not_allowed",
            "Public addresses are called at port 443: the operator allows another one with gatehouse.egress.hosts or"
                    + " gatehouse.egress.networks.",
            "too_many_calls",
            "Too many calls are open: ask again in a moment.",
            "timeout",
            "Nobody answered in time: look whether the peer is reached from the gateway's machine.",
            "tls_failed",
            "The certificate is not for this host, or of no authority that is believed: declare a private one as ca.",
            "unreachable",
            SILENT,
            "connection_lost",
            SILENT,
            "host_unknown",
            "The gateway's name server does not know the host: look at its spelling.");

    private AddressAdvice() {}

    /** What to write in place of a URL whose spelling is refused with the code. */
    static String ofSpelling(String code) {
        return BY_SPELLING.getOrDefault(code, MALFORMED);
    }

    /** What to do where a call was not made, or has no answer, for the reason that the code says; for some there is nothing. */
    public static Optional<String> ofCall(String code) {
        return Optional.ofNullable(BY_CALL.get(code));
    }
}
