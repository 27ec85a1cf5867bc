package dev.gatehouse.gateway.sso;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.worker.Egress;
import dev.gatehouse.worker.EgressAnswer;
import dev.gatehouse.worker.EgressRequest;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Exchanges the code of a login at the issuer (RFC 6749, section 4.1.3; RFC 7636, section 4.5). The access token that comes
 * with the answer is not kept: nothing is called with it. Strangers can make us call, so there is {@linkplain ExchangeRoom
 * only so much room} for it. Thread-safe.
 */
@Singleton
public final class CodeExchange {
    private static final Logger LOG = Logger.getLogger(CodeExchange.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_BYTES = 128 * 1024;

    private final Egress egress;
    private final EgressRequest.Limits limits;
    private final ExchangeRoom room = new ExchangeRoom(PATIENCE);

    CodeExchange(Egress egress, SsoConfig config) {
        this.egress = egress;
        this.limits = new EgressRequest.Limits(config.call(), MOST_BYTES);
    }

    /**
     * A code as it came back, with what shows that the login is ours.
     *
     * @param network from which it came
     */
    public record Code(String code, String verifier, String redirectUri, String network) {
        @Override
        public String toString() {
            return "Code[redacted]";
        }
    }

    /** Asks the provider's issuer for the ID token of the code; waits for a moment where too many do. */
    public CodeOutcome exchange(IdentityProvider provider, IssuerEndpoints endpoints, Code code) {
        var party = new ExchangeRoom.Party(provider.id(), code.network());
        if (!room.enter(party)) {
            return new CodeOutcome.Busy();
        }
        CodeOutcome outcome;
        try {
            outcome = outcome(egress.send(provider.tenant(), request(provider, endpoints, code)));
        } finally {
            room.leave(party);
        }
        if (outcome instanceof CodeOutcome.Unavailable(String cause)) {
            LOG.warnf(
                    "A login by identity provider %s of tenant %s was not answered: %s",
                    provider.name(), provider.tenant(), cause);
        }
        return outcome;
    }

    private EgressRequest request(IdentityProvider provider, IssuerEndpoints endpoints, Code code) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code.code());
        form.put("redirect_uri", code.redirectUri());
        form.put("client_id", provider.clientId().orElseThrow());
        form.put("code_verifier", code.verifier());
        return new EgressRequest(
                "POST",
                endpoints.token(),
                Map.of("Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json"),
                form.entrySet().stream()
                        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")),
                limits);
    }

    private static CodeOutcome outcome(EgressAnswer answer) {
        return switch (answer) {
            case EgressAnswer.Answered answered -> {
                Optional<ObjectNode> document = StrictDocument.read(answered.body());
                if (answered.status() == 200) {
                    yield document.flatMap(each ->
                                    Optional.ofNullable(each.path("id_token").textValue()))
                            .<CodeOutcome>map(CodeOutcome.Exchanged::new)
                            .orElseGet(() -> new CodeOutcome.Unavailable("answer_malformed"));
                }
                // Any other error is one of how we are registered there (RFC 6749, section 5.2).
                yield document.filter(each -> each.path("error").asText().equals("invalid_grant"))
                        .<CodeOutcome>map(_ -> new CodeOutcome.Refused())
                        .orElseGet(() -> new CodeOutcome.Unavailable("exchange_refused"));
            }
            case EgressAnswer.Refused(String code) -> new CodeOutcome.Unavailable(code);
            case EgressAnswer.Failed(String code) ->
                code.equals(EgressAnswer.TOO_MANY_CALLS) ? new CodeOutcome.Busy() : new CodeOutcome.Unavailable(code);
        };
    }
}
