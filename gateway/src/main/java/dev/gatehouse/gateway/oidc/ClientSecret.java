package dev.gatehouse.gateway.oidc;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A client's id and secret, as the request shows them (RFC 6749, section 2.3.1). It cannot be printed. */
record ClientSecret(String client, String secret) {
    private static final String BASIC = "basic ";

    /** What the {@code Authorization} header shows; nothing where it is none of this form. */
    static Optional<ClientSecret> inHeader(List<String> authorization) {
        return authorization.size() == 1 && authorization.getFirst().regionMatches(true, 0, BASIC, 0, BASIC.length())
                ? credentials(authorization.getFirst().substring(BASIC.length()).strip())
                : Optional.empty();
    }

    /** What the body shows. */
    static Optional<ClientSecret> inForm(FormParameters form) {
        return form.get("client_id")
                .flatMap(client -> form.get("client_secret").map(secret -> new ClientSecret(client, secret)));
    }

    /** Both parts are encoded as forms are, before the two are joined. */
    private static Optional<ClientSecret> credentials(String base64) {
        return text(base64).flatMap(pair -> {
            int colon = pair.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : FormParameters.decoded(pair.substring(0, colon))
                            .flatMap(client -> FormParameters.decoded(pair.substring(colon + 1))
                                    .map(secret -> new ClientSecret(client, secret)));
        });
    }

    private static Optional<String> text(String base64) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(base64)))
                    .toString());
        } catch (IllegalArgumentException | CharacterCodingException _) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "ClientSecret[redacted]";
    }
}
