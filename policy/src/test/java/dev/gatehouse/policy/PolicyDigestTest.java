package dev.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyDigestTest {
    private static final RuleVersion ROLE = new RuleVersion("role", "root", "stopper", 4, "aa".repeat(32));
    private static final RuleVersion BINDING = new RuleVersion("rolebinding", "acme.data", "team", 2, "bb".repeat(32));

    /**
     * {@code [["role","root","stopper",4,"aaaa…"],["rolebinding","acme.data","team",2,"bbbb…"]]}, hashed by
     * {@code sha256sum}.
     */
    @Test
    void isTheHashOfTheCanonicalList() {
        assertThat(PolicyDigest.of(List.of(ROLE, BINDING)))
                .isEqualTo("9a2e523632e02c512de87e76d851eb860e274dd5bbe235931af066cbf61430a2");
    }

    @Test
    void ofNothingIsTheHashOfAnEmptyList() {
        assertThat(PolicyDigest.of(List.of()))
                .isEqualTo("4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945");
    }

    @Test
    void doesNotDependOnTheOrderOfReading() {
        assertThat(PolicyDigest.of(List.of(BINDING, ROLE))).isEqualTo(PolicyDigest.of(List.of(ROLE, BINDING)));
    }

    @Test
    void changesWithARevision() {
        var next = new RuleVersion("role", "root", "stopper", 5, "aa".repeat(32));

        assertThat(PolicyDigest.of(List.of(next, BINDING))).isNotEqualTo(PolicyDigest.of(List.of(ROLE, BINDING)));
    }

    /** Quote, backslash and newline have short forms, other control characters four digits, all else is UTF-8. */
    @Test
    void escapesAsTheStandardSays() {
        assertThat(PolicyDigest.of(List.of(new RuleVersion("k", "n", "a\"\\\n\u001fé", 1, "d"))))
                .isEqualTo("3261b880a7c352da9e2d9a6cfc68c86ff74b08afb47d67739e76710d48f88737");
    }
}
