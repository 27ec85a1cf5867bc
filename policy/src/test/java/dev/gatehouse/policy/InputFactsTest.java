package dev.gatehouse.policy;

import static dev.gatehouse.policy.Acme.person;
import static dev.gatehouse.policy.Reason.GUARDRAIL;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What conditions see of the JSON that somebody passes to a job, whatever it is. */
class InputFactsTest {
    private final Map<String, Object> inputs = new HashMap<>();

    InputFactsTest() {
        inputs.put("nothing", null);
        inputs.put("rows", 10);
        inputs.put("exact", new BigDecimal("10.0"));
        inputs.put("large", BigInteger.TWO.pow(70));
        inputs.put("vast", BigInteger.TEN.pow(400));
        inputs.put("tiny", new BigDecimal("1e-400"));
        inputs.put("list", Arrays.asList(null, 1, 2.5, "a"));
        inputs.put("nested", Map.of("key", List.of(Map.of("deep", true))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inputs.nothing == null && inputs.nothing != ''",
                "has(inputs.nothing)",
                "inputs.rows == 10 && inputs.exact == inputs.rows && inputs.exact in [10]",
                "inputs.large > 9223372036854775807",
                "inputs.vast > 1e308",
                "inputs.tiny == 0",
                "null in inputs.list && 1.0 in inputs.list && 'a' in inputs.list && size(inputs.list) == 4",
                "inputs.list.exists(each, each == 2.5)",
                "inputs.nested.key[0].deep",
                "'rows' in inputs && !('other' in inputs)"
            })
    void holds(String condition) {
        assertThat(decided(condition).denied(run())).containsExactly(GUARDRAIL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inputs.nothing == 'x' || inputs.nothing == 0 || inputs.nothing == false",
                "inputs.rows == '10'",
                "inputs.large == 0",
                "inputs.list == [null, 1, 2.5]",
                "has(inputs.other)"
            })
    void doesNotHold(String condition) {
        decided(condition).allowed(run());
    }

    @Test
    void aNullIsNoObstacleToOtherConditions() {
        decided("inputs.rows > 10").allowed(run());
    }

    private static Acme decided(String condition) {
        return new Acme()
                .bind("launchers", "Launcher", "acme", "ada")
                .guard("rule", "acme", new Effect.Deny(), condition);
    }

    private SubmitQuestion run() {
        var asked = Acme.submit(person("ada"), "acme/etl", false);
        return new SubmitQuestion(
                asked.subject(),
                asked.job(),
                inputs,
                asked.launch(),
                asked.secrets(),
                asked.overridesSecretJob(),
                asked.workerGroup(),
                asked.pinned(),
                asked.run());
    }
}
