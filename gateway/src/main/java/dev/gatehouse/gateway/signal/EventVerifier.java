package dev.gatehouse.gateway.signal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.signal.EventOutcome.DeliveryError;
import dev.gatehouse.gateway.sso.ClaimText;
import dev.gatehouse.gateway.sso.IdentityProvider;
import dev.gatehouse.gateway.sso.SsoConfig;
import dev.gatehouse.gateway.sso.TokenSignatures;
import dev.gatehouse.gateway.sso.TokenText;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies security event tokens (RFC 8417): of the provider that the address names, for the audience that it was declared
 * with, signed by that issuer, and of this kind: {@code typ} is {@code secevent+jwt}, so that no other token of the issuer
 * passes for one. Thread-safe.
 */
@Singleton
final class EventVerifier {
    private static final Set<String> TYPES = Set.of("secevent+jwt", "application/secevent+jwt");
    private static final int MOST_EVENTS = 16;
    private static final int MOST_AUDIENCES = 100;
    private static final long LATEST = 253_402_300_799L;

    private final TokenSignatures signatures;
    private final InstantSource clock;
    private final SsoConfig config;

    EventVerifier(TokenSignatures signatures, InstantSource clock, SsoConfig config) {
        this.signatures = signatures;
        this.clock = clock;
        this.config = config;
    }

    /**
     * What the text is worth as an event of the provider.
     *
     * @param audience that the provider's events are for
     */
    EventOutcome verify(IdentityProvider provider, String audience, String text) {
        Optional<TokenText> parsed = TokenText.of(text);
        if (parsed.isEmpty()) {
            return refused(DeliveryError.INVALID_REQUEST, "event_malformed");
        }
        TokenText token = parsed.get();
        ObjectNode claims = token.claims();
        if (!TYPES.contains(token.header().path("typ").asText().toLowerCase(Locale.ROOT))) {
            return refused(DeliveryError.INVALID_REQUEST, "event_type");
        }
        if (!provider.issuer().equals(claims.path("iss").textValue())) {
            return refused(DeliveryError.INVALID_ISSUER, "event_issuer");
        }
        if (!isFor(audience, claims.path("aud"))) {
            return refused(DeliveryError.INVALID_AUDIENCE, "event_audience");
        }
        Optional<SecurityEvent> event = event(provider, claims);
        if (event.isEmpty()) {
            return refused(DeliveryError.INVALID_REQUEST, "event_claims");
        }
        if (!isOfNow(claims)) {
            return refused(DeliveryError.INVALID_REQUEST, "event_time");
        }
        return switch (signatures.check(provider, token)) {
            case TokenSignatures.Signature.Good _ -> new EventOutcome.Believed(event.get());
            case TokenSignatures.Signature.Refused(String reason) -> refused(DeliveryError.INVALID_KEY, reason);
            case TokenSignatures.Signature.Unavailable(String cause) -> new EventOutcome.Unavailable(cause);
        };
    }

    private static EventOutcome refused(DeliveryError error, String reason) {
        return new EventOutcome.Refused(error, reason);
    }

    private static boolean isFor(String audience, JsonNode aud) {
        if (aud.isTextual()) {
            return aud.textValue().equals(audience);
        }
        return aud.isArray()
                && aud.size() <= MOST_AUDIENCES
                && aud.valueStream().anyMatch(each -> audience.equals(each.textValue()));
    }

    private static Optional<SecurityEvent> event(IdentityProvider provider, ObjectNode claims) {
        Optional<String> id = ClaimText.of(claims.path("jti"));
        JsonNode events = claims.path("events");
        if (id.isEmpty() || !(events instanceof ObjectNode) || events.isEmpty() || events.size() > MOST_EVENTS) {
            return Optional.empty();
        }
        List<String> types = new ArrayList<>();
        for (var each : events.properties()) {
            if (!ClaimText.isOne(each.getKey()) || !each.getValue().isObject()) {
                return Optional.empty();
            }
            types.add(each.getKey());
        }
        // At the top as the specification has it, and in the event as earlier drafts did.
        Optional<String> person = person(provider, claims.path("sub_id"))
                .or(() -> events.valueStream()
                        .flatMap(each -> person(provider, each.path("subject")).stream())
                        .findFirst());
        if (person.filter(name -> !ClaimText.isOne(name)).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new SecurityEvent(provider, id.get(), types, person));
    }

    /**
     * Whom a subject identifier means (RFC 9493), or the user of one that has several parts (Shared Signals Framework,
     * section 3.2). An address or a number means nobody: such things pass from one person to the next. Nor does another
     * issuer's name for somebody: it may be anybody's here.
     */
    private static Optional<String> person(IdentityProvider provider, JsonNode identifier) {
        return switch (identifier.path("format").asText()) {
            case "iss_sub", "opaque" -> simple(provider, identifier);
            case "aliases" ->
                identifier
                        .path("identifiers")
                        .valueStream()
                        .flatMap(each -> simple(provider, each).stream())
                        .findFirst();
            default -> simple(provider, identifier.path("user"));
        };
    }

    private static Optional<String> simple(IdentityProvider provider, JsonNode identifier) {
        return switch (identifier.path("format").asText()) {
            case "iss_sub" ->
                Optional.ofNullable(identifier.path("sub").textValue())
                        .filter(_ ->
                                provider.issuer().equals(identifier.path("iss").textValue()));
            case "opaque" -> Optional.ofNullable(identifier.path("id").textValue());
            default -> Optional.empty();
        };
    }

    /**
     * Events do not expire, but one is remembered for a bounded time only: what is older could be a repetition. {@code exp}
     * is not for events (RFC 8417, section 2.2) and is not looked at.
     */
    private boolean isOfNow(ObjectNode claims) {
        JsonNode iat = claims.path("iat");
        if (!iat.isNumber() || iat.asLong() < 0 || iat.asLong() > LATEST) {
            return false;
        }
        Instant now = clock.instant();
        Instant issuedAt = Instant.ofEpochSecond(iat.asLong());
        return !issuedAt.isAfter(now.plus(config.clockSkew())) && issuedAt.isAfter(now.minus(config.eventAge()));
    }
}
