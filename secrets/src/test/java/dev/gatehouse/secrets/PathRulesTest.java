package dev.gatehouse.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.Namespace;
import java.util.List;
import org.junit.jupiter.api.Test;

class PathRulesTest {
    private static final Namespace DATA = new Namespace("acme.data");
    private static final PathRules DEFAULT = new PathRules(List.of("*/{tenant}/", "*/creds/{tenant}_"), List.of());

    @Test
    void aTenantNamesItsOwnPathsAndNobodyElses() {
        assertThat(DEFAULT.admit("acme", DATA, "kv/acme/db")).isTrue();
        assertThat(DEFAULT.admit("acme", DATA, "database/creds/acme_reporting")).isTrue();
        for (var others : new String[] {
            "kv/globex/db",
            "kv/acme-eu/db",
            "kv/globex/acme/db",
            "kv/acme",
            "acme/db",
            "database/creds/acme-eu_reporting",
            "database/creds/globex_acme_reporting",
            "database/roles/acme_reporting"
        }) {
            assertThat(DEFAULT.admit("acme", DATA, others)).as(others).isFalse();
        }
    }

    @Test
    void noSpellingLeadsOut() {
        for (var path : new String[] {
            "kv/acme/../globex/db", "kv/acme/./db", "kv//acme/db", "/kv/acme/db", "kv/acme/", "kv/acme/%2e%2e/globex",
            "kv/acme/db?version=1", "kv/acme/db#x", "kv/acme/a b", "kv/acme/\u00e4", "kv/acme/\\..\\globex", ""
        }) {
            assertThat(DEFAULT.admit("acme", DATA, path)).as(path).isFalse();
        }
    }

    @Test
    void theTenantsOwnRulesNarrowThoseOfTheOperatorAndNeverWidenThem() {
        var rules = new PathRules(List.of("kv/{tenant}/"), List.of("kv/acme/{namespace}/", "kv/globex/"));

        assertThat(rules.admit("acme", DATA, "kv/acme/acme.data/db")).isTrue();
        assertThat(rules.admit("acme", DATA, "kv/acme/acme.data.etl/db")).isFalse();
        assertThat(rules.admit("acme", DATA, "kv/acme/acme.finance/db")).isFalse();
        assertThat(rules.admit("acme", DATA, "kv/globex/db")).isFalse();
    }

    @Test
    void aNameInARuleEndsWhereNoLongerOneCouldGoOn() {
        for (var rule :
                new String[] {"kv/{tenant}/", "*/creds/{tenant}_", "{tenant}/", "kv/acme/{namespace}/", "*", "kv/app"
                }) {
            assertThat(PathRules.isRule(rule)).as(rule).isTrue();
        }
        for (var rule : new String[] {
            "kv/{tenant}",
            "kv/{tenant}-",
            "kv/x{tenant}/",
            "kv/a*/",
            "kv/../{tenant}/",
            "",
            "/kv/",
            "kv//x",
            "{tenants}/"
        }) {
            assertThat(PathRules.isRule(rule)).as(rule).isFalse();
        }
    }
}
