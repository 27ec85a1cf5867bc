package dev.gatehouse.observability;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutionIdTest {
    @Test
    void readsWhatItWrites() {
        String text = "019abcde-0123-7456-89ab-cdef01234567";

        assertThat(ExecutionId.parse(text).map(ExecutionId::toString)).contains(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "019ABCDE-0123-7456-89AB-CDEF01234567",
                "19abcde-0123-7456-89ab-cdef01234567",
                "019abcde-0123-7456-89ab-cdef01234567 ",
                "019abcde-0123-7456-89ab-cdef0123456g",
                "019abcde01237456-89ab-cdef01234567",
                "1-1-1-1-1"
            })
    void readsNoOtherFormOfAnId(String text) {
        assertThat(ExecutionId.parse(text)).isEmpty();
    }
}
