package dev.gatehouse.gateway.sso;

import static dev.gatehouse.gateway.sso.TokenForge.segment;
import static dev.gatehouse.gateway.sso.VerifierStage.EC;
import static dev.gatehouse.gateway.sso.VerifierStage.ISSUER;
import static dev.gatehouse.gateway.sso.VerifierStage.MALLORYS;
import static dev.gatehouse.gateway.sso.VerifierStage.NOW;
import static dev.gatehouse.gateway.sso.VerifierStage.STRICT;
import static dev.gatehouse.gateway.sso.VerifierStage.claims;
import static dev.gatehouse.gateway.sso.VerifierStage.found;
import static dev.gatehouse.gateway.sso.VerifierStage.header;
import static dev.gatehouse.gateway.sso.VerifierStage.signed;
import static dev.gatehouse.gateway.sso.VerifierStage.withClaims;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.sso.TokenOutcome.Refused;
import dev.gatehouse.gateway.sso.TokenOutcome.Unavailable;
import dev.gatehouse.gateway.sso.TokenOutcome.Verified;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Issuer, audience, signature, time and claims: each with a token that keeps it and one that does not. */
class AccessTokenVerifierTest {
    private final VerifierStage stage = new VerifierStage();

    @Test
    void aGoodTokenIsWhatItsProviderSays() {
        assertThat(stage.verify(signed(header(), claims())))
                .isEqualTo(new Verified(new AccessToken(
                        STRICT,
                        "person-7",
                        Optional.empty(),
                        List.of("data", "ops"),
                        NOW.minusSeconds(60),
                        NOW.plusSeconds(240))));
    }

    @ParameterizedTest
    @EnumSource(SigningAlgorithm.class)
    void everySignatureThatIsDeclaredCountsAndNoOther(SigningAlgorithm algorithm) {
        KeyPair pair = TokenForge.pair(algorithm);
        stage.keys().put("any", found(pair, algorithm.keyForm(), Optional.of(algorithm)));
        var all = new AccessTokenVerifier(
                (_, _) -> Optional.of(declaring(algorithm)),
                new TokenSignatures((_, id, _) -> stage.keys().get(id)),
                () -> NOW,
                new SsoSettings());
        String token = TokenForge.sign(
                header().put("alg", algorithm.alg()).put("kid", "any").toString(),
                claims().toString(),
                pair.getPrivate(),
                algorithm);

        assertThat(all.verify("acme", token, KeySource.ISSUER)).isInstanceOf(Verified.class);
        boolean declared = STRICT.algorithms().contains(algorithm);
        assertThat(stage.verify(token) instanceof Verified).isEqualTo(declared);
    }

    private static IdentityProvider declaring(SigningAlgorithm algorithm) {
        return new IdentityProvider(
                "acme",
                new UUID(1, 3),
                "corp",
                1,
                ISSUER,
                "gatehouse",
                List.of(algorithm),
                Optional.empty(),
                "oid",
                Optional.empty(),
                true,
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://idp.example/realms/acme/",
                "https://idp.example/realms/ACME",
                "https://IDP.example/realms/acme",
                "https://idp.example:443/realms/acme",
                "http://idp.example/realms/acme",
                "https://idp.example/realms/acme#",
                "https://idp.example/realms/other",
                " https://idp.example/realms/acme",
                "https://evil.example/",
                ""
            })
    void theIssuerIsTheDeclaredOneLetterByLetter(String issuer) {
        stage.refused(withClaims(claims -> claims.put("iss", issuer)), "issuer_unknown");
        assertThat(stage.asked()).isEmpty();
    }

    @Test
    void theIssuerIsOneText() {
        stage.refused(
                withClaims(claims -> {
                    claims.putArray("iss").add(ISSUER);
                    return claims;
                }),
                "issuer_unknown");
        stage.refused(
                withClaims(claims -> {
                    claims.remove("iss");
                    return claims;
                }),
                "issuer_unknown");
    }

    @Test
    void anotherTenantsIssuerIsUnknown() {
        assertThat(stage.verifier().verify("initech", signed(header(), claims()), KeySource.ISSUER))
                .isEqualTo(new Refused("issuer_unknown"));
    }

    @Test
    void theAudienceIsAmongThoseThatTheTokenIsFor() {
        stage.refused(withClaims(claims -> claims.put("aud", "payroll")), "token_audience");
        stage.refused(withClaims(claims -> claims.put("aud", "gatehouse2")), "token_audience");
        stage.refused(withClaims(claims -> claims.put("aud", "Gatehouse")), "token_audience");
        stage.refused(
                withClaims(claims -> {
                    claims.putArray("aud").add("payroll").add("crm");
                    return claims;
                }),
                "token_audience");
        stage.refused(
                withClaims(claims -> {
                    claims.putArray("aud");
                    return claims;
                }),
                "token_audience");
        stage.refused(
                withClaims(claims -> {
                    claims.remove("aud");
                    return claims;
                }),
                "token_claims");
        stage.refused(
                withClaims(claims -> {
                    claims.putObject("aud").put("gatehouse", true);
                    return claims;
                }),
                "token_claims");
        stage.refused(
                withClaims(claims -> {
                    claims.putArray("aud").add("gatehouse").add(1);
                    return claims;
                }),
                "token_claims");
        stage.accepted(withClaims(claims -> {
            claims.putArray("aud").add("payroll").add("gatehouse");
            return claims;
        }));
    }

    @Test
    void theSignatureIsTheIssuersOverThisText() {
        String good = signed(header(), claims());
        String[] parts = good.split("\\.", -1);
        String other = withClaims(claims -> claims.put("oid", "root"));

        stage.refused(parts[0] + "." + other.split("\\.", -1)[1] + "." + parts[2], "token_signature");
        stage.refused(segment(header().put("x", 1).toString()) + "." + parts[1] + "." + parts[2], "token_signature");
        stage.refused(parts[0] + "." + parts[1] + "." + segment(new byte[256]), "token_signature");
        stage.refused(parts[0] + "." + parts[1] + ".AA", "token_signature");
        stage.refused(
                TokenForge.sign(
                        header().toString(), claims().toString(), MALLORYS.getPrivate(), SigningAlgorithm.RS256),
                "token_signature");
    }

    @Test
    void anEmptyEllipticSignatureIsNone() {
        String input = segment(header().put("alg", "ES256").put("kid", "ec").toString()) + "."
                + segment(claims().toString()) + ".";

        // CVE-2022-21449.
        stage.refused(input + segment(new byte[64]), "token_signature");
        stage.refused(input + segment(new byte[8]), "token_signature");
        stage.accepted(TokenForge.sign(
                header().put("alg", "ES256").put("kid", "ec").toString(),
                claims().toString(),
                EC.getPrivate(),
                SigningAlgorithm.ES256));
    }

    private static String at(String claim, long secondsFromNow) {
        return withClaims(claims -> claims.put(claim, NOW.getEpochSecond() + secondsFromNow));
    }

    @Test
    void itEndsWhenItSaysSoGiveOrTakeTheClocks() {
        stage.accepted(at("exp", -29));
        stage.refused(at("exp", -30), "token_expired");
        stage.accepted(at("iat", 30));
        stage.refused(at("iat", 31), "token_not_yet");
        stage.accepted(at("nbf", 30));
        stage.refused(at("nbf", 31), "token_not_yet");
    }

    @Test
    void itIsNotAcceptedForLongerThanADayWhateverItSays() {
        long day = Duration.ofDays(1).toSeconds();
        String young = withClaims(
                claims -> claims.put("iat", NOW.getEpochSecond() - day + 1).put("exp", NOW.getEpochSecond() + day));
        String old = withClaims(
                claims -> claims.put("iat", NOW.getEpochSecond() - day).put("exp", NOW.getEpochSecond() + day));

        assertThat(stage.verify(young))
                .isInstanceOfSatisfying(
                        Verified.class,
                        verified -> assertThat(verified.token().expiresAt()).isEqualTo(NOW.plusSeconds(1)));
        stage.refused(old, "token_too_old");
    }

    @ParameterizedTest
    @CsvSource({"exp", "iat", "nbf"})
    void aTimeIsANumberOfSeconds(String claim) {
        long good = NOW.getEpochSecond() + (claim.equals("exp") ? 60 : -60);
        stage.refused(withClaims(claims -> claims.put(claim, Long.toString(good))), "token_claims");
        stage.refused(withClaims(claims -> claims.put(claim, -1)), "token_claims");
        stage.refused(withClaims(claims -> claims.put(claim, 1e30)), "token_claims");
        stage.refused(withClaims(claims -> claims.putNull(claim)), "token_claims");
        stage.refused(withClaims(claims -> claims.put(claim, true)), "token_claims");
        stage.accepted(withClaims(claims -> claims.put(claim, good + 0.5)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"exp", "iat"})
    void bothEndsOfItsLifeAreNeeded(String claim) {
        stage.refused(
                withClaims(claims -> {
                    claims.remove(claim);
                    return claims;
                }),
                "token_claims");
    }

    @Test
    void itIsIssuedBeforeItExpires() {
        stage.refused(
                withClaims(
                        claims -> claims.put("iat", NOW.getEpochSecond() + 20).put("exp", NOW.getEpochSecond() + 20)),
                "token_claims");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sub", "client_id", "jti", "oid"})
    void whatRfc9068WantsAndTheProvidersClaimAreTexts(String claim) {
        stage.refused(
                withClaims(claims -> {
                    claims.remove(claim);
                    return claims;
                }),
                "token_claims");
        stage.refused(withClaims(claims -> claims.put(claim, "")), "token_claims");
        stage.refused(withClaims(claims -> claims.put(claim, " ")), "token_claims");
        stage.refused(withClaims(claims -> claims.put(claim, 7)), "token_claims");
        stage.refused(withClaims(claims -> claims.put(claim, "a".repeat(257))), "token_claims");
        stage.accepted(withClaims(claims -> claims.put(claim, "a".repeat(256))));
    }

    @Test
    void aTokenThatIsBoundToAKeyIsNoBearerToken() {
        stage.refused(
                withClaims(claims -> {
                    claims.putObject("cnf").put("jkt", "thumbprint");
                    return claims;
                }),
                "token_bound");
        stage.refused(
                withClaims(claims -> {
                    claims.putObject("cnf").put("x5t#S256", "thumbprint");
                    return claims;
                }),
                "token_bound");
        stage.refused(withClaims(claims -> claims.putNull("cnf")), "token_bound");
    }

    @Test
    void groupsAreAListOfTextsOrOneOrNone() {
        assertThat(groups(withClaims(claims -> claims.put("groups", "data")))).containsExactly("data");
        assertThat(groups(withClaims(claims -> {
                    claims.remove("groups");
                    return claims;
                })))
                .isEmpty();
        stage.refused(withClaims(claims -> claims.put("groups", 1)), "token_claims");
        stage.refused(
                withClaims(claims -> {
                    claims.putArray("groups").addObject().put("name", "data");
                    return claims;
                }),
                "token_claims");
        stage.refused(
                withClaims(claims -> {
                    var groups = claims.putArray("groups");
                    for (int i = 0; i <= 1_000; i++) {
                        groups.add("g");
                    }
                    return claims;
                }),
                "token_claims");
    }

    @Test
    void whatNoGroupCanBeCalledNamesNoneAndTheOthersCount() {
        assertThat(groups(withClaims(claims -> claims.putNull("groups")))).isEmpty();
        assertThat(groups(withClaims(claims -> claims.put("groups", "")))).isEmpty();
        assertThat(groups(withClaims(claims -> {
                    claims.putArray("groups")
                            .add("data")
                            .addNull()
                            .add("")
                            .add(" ")
                            .add("g".repeat(257))
                            .add("one\ntwo")
                            .add("g".repeat(256));
                    return claims;
                })))
                .containsExactly("data", "g".repeat(256));
        stage.refused(
                withClaims(claims -> {
                    claims.putArray("groups").add("data").add(7);
                    return claims;
                }),
                "token_claims");
        stage.refused(
                withClaims(claims -> {
                    claims.putObject("groups").put("data", true);
                    return claims;
                }),
                "token_claims");
    }

    private List<String> groups(String token) {
        return stage.verify(token) instanceof Verified(AccessToken verified) ? verified.groups() : List.of("refused");
    }

    @Test
    void whileTheIssuersKeysCannotBeHadNobodyIsCondemned() {
        stage.keys().put("rsa", new KeyLookup.Unavailable("timeout"));

        assertThat(stage.verify(signed(header(), claims()))).isEqualTo(new Unavailable("timeout"));
        stage.refused(at("exp", -300), "token_expired");
    }

    @Test
    void nothingOfATokenCanBePrinted() {
        var token = new AccessToken(STRICT, "person-7", Optional.of("ada@acme.example"), List.of("data"), NOW, NOW);

        assertThat(token.toString()).doesNotContain("person-7", "data", "ada");
        assertThat(new Verified(token).toString()).doesNotContain("person-7");
        assertThat(TokenText.of(signed(header(), claims())).orElseThrow().toString())
                .doesNotContain("person-7", "ey");
    }
}
