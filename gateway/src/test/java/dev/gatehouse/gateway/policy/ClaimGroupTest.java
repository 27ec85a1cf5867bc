package dev.gatehouse.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubjectKind;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimGroupTest {
    private static final UUID OKTA = UUID.fromString("019ac000-0000-7000-8000-000000000001");
    private static final UUID ENTRA = UUID.fromString("019ac000-0000-7000-8000-000000000002");
    private static final UUID PROVISIONED = UUID.fromString("019ac000-0000-7000-8000-000000000003");

    @Test
    void isNamedByProviderAndName() {
        assertThat(ClaimGroup.parse("idp:okta/data")).contains(new ClaimGroup("okta", "data"));
        assertThat(ClaimGroup.parse("idp:okta//realm/data team")).contains(new ClaimGroup("okta", "/realm/data team"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "data",
                "okta/data",
                "idp:",
                "idp:okta",
                "idp:okta/",
                "idp:/data",
                "idp:okta/ ",
                "IDP:okta/data"
            })
    void isNothingElse(String text) {
        assertThat(ClaimGroup.parse(text)).isEmpty();
    }

    @Test
    void hasOneIdForEachProviderAndName() {
        UUID id = ClaimGroup.id(OKTA, "data");

        assertThat(new ClaimGroup("okta", "data").id(OKTA)).isEqualTo(id);
        // Stored in bindings: it may never become another one.
        assertThat(id).hasToString("69647067-f0d8-802f-a672-a835aad40ee3");
        assertThat(Set.of(id, ClaimGroup.id(ENTRA, "data"), ClaimGroup.id(OKTA, "Data"), ClaimGroup.id(OKTA, "ops")))
                .hasSize(4);
    }

    @Test
    void itsIdIsNoOthers() {
        assertThat(ClaimGroup.isOne(ClaimGroup.id(OKTA, "data"))).isTrue();
        assertThat(ClaimGroup.isOne(PROVISIONED)).isFalse();
        assertThat(ClaimGroup.isOne(UUID.fromString("00000000-0000-8000-8000-000000000001")))
                .isFalse();
        assertThat(ClaimGroup.isOne(UUID.fromString("69647067-0000-7000-8000-000000000001")))
                .isFalse();
    }

    @Test
    void countsWhileItsProviderIsDeclaredWithTheSameIssuer() {
        UUID data = ClaimGroup.id(OKTA, "data");
        UUID okta = ClaimGroup.source(OKTA, "https://okta.example");

        assertThat(ClaimGroup.standing(Set.of(data, okta), Set.of(okta))).containsExactlyInAnyOrder(data, okta);
        assertThat(ClaimGroup.standing(Set.of(data, okta), Set.of())).isEmpty();
        assertThat(ClaimGroup.standing(Set.of(data, okta), Set.of(ClaimGroup.source(OKTA, "https://other.example"))))
                .isEmpty();
        assertThat(ClaimGroup.standing(Set.of(data, okta), Set.of(ClaimGroup.source(ENTRA, "https://okta.example"))))
                .isEmpty();
        assertThat(ClaimGroup.standing(Set.of(data), Set.of(okta))).isEmpty();
        assertThat(ClaimGroup.isOne(okta)).isFalse();
        assertThat(okta).isNotEqualTo(ClaimGroup.id(OKTA, "https://okta.example"));
    }

    @Test
    void onlySuchGroupsAreTakenAlong() {
        var ada = new Subject("acme", OKTA, SubjectKind.USER, "ada", true, 1, Set.of(PROVISIONED), Instant.EPOCH);
        UUID data = ClaimGroup.id(OKTA, "data");

        UUID okta = ClaimGroup.source(OKTA, "https://okta.example");

        assertThat(ClaimGroup.with(Set.of(data, okta, ENTRA), ada).groups())
                .containsExactlyInAnyOrder(PROVISIONED, data, okta);
        assertThat(ClaimGroup.with(Set.of(ENTRA), ada)).isSameAs(ada);
    }
}
