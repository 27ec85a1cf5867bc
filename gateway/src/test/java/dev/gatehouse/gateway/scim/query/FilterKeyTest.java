package dev.gatehouse.gateway.scim.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterKeyTest {
    @Test
    void aNameIsAKeyByItsLowerCaseAndAnExternalIdAsItIs() {
        assertThat(key("userName eq \"ADA\"").orElseThrow().parameters()).isEqualTo(List.of("acme", "ada"));
        assertThat(key("externalId eq \"A-1\"").orElseThrow().parameters()).isEqualTo(List.of("acme", "A-1"));
        assertThat(FilterKey.of(Sources.GROUP, "acme", FilterQuery.parse("displayName eq \"Ops\""))
                        .orElseThrow()
                        .parameters())
                .isEqualTo(List.of("acme", "ops"));
    }

    @Test
    void anAddressIsLookedUpFirst() {
        assertThat(key("emails eq \"A@x\"")).isEqualTo(key("emails.value eq \"A@x\""));
        assertThat(key("emails eq \"A@x\"").orElseThrow())
                .isEqualTo(Condition.of(
                        "u.tenant = ? AND u.id = ANY (ARRAY(SELECT e.user_id FROM user_email e"
                                + " WHERE e.tenant COLLATE \"C\" = ? AND e.value_lc = ?))",
                        "acme",
                        "acme",
                        "a@x"));
    }

    @Test
    void ofSeveralConditionsThatHaveToHoldOneIsEnough() {
        assertThat(key("active eq true and (title pr and userName eq \"ada\")")).isEqualTo(key("userName eq \"ada\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "userName sw \"a\"",
                "userName ne \"a\"",
                "not (userName eq \"a\")",
                "userName eq \"a\" or userName eq \"b\"",
                "title eq \"a\"",
                "emails.type eq \"work\"",
                "emails[value eq \"a\"]",
                "externalId eq null",
                "userName pr"
            })
    void whatManyMayMatchIsNone(String filter) {
        assertThat(key(filter)).isEmpty();
    }

    private static Optional<Condition> key(String filter) {
        return FilterKey.of(Sources.USER, "acme", FilterQuery.parse(filter));
    }
}
