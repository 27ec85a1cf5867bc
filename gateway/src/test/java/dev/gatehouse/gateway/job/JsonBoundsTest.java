package dev.gatehouse.gateway.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.DecimalNode;
import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBoundsTest {
    @ParameterizedTest
    @ValueSource(strings = {"0", "0.00", "1e-300", "-2.5", "1e308", "0.1"})
    void keepsWhatADoubleKeeps(String number) {
        assertThat(JsonBounds.violations(DecimalNode.valueOf(new BigDecimal(number))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1e309", "1e-309", "1e-400", "-1e-20000", "1e-999999999", "0e999999999", "0.12345678901234567891"
            })
    void refusesWhatADoubleOrTheDatabaseLoses(String number) {
        assertThat(JsonBounds.violations(DecimalNode.valueOf(new BigDecimal(number))))
                .hasSize(1);
    }
}
