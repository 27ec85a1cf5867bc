package dev.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamePatternTest {
    @ParameterizedTest
    @CsvSource({
        "acme/etl, acme/etl, true",
        "acme/etl, acme/etl2, false",
        "acme/*, acme/etl, true",
        "acme/*, acme.data/etl, false",
        "acme*/*, acme.data/etl, true",
        "*/nightly-*, acme.data/nightly-report, true",
        "*/nightly-*, acme.data/report-nightly-x, false",
        "*/*-a-*-b, acme/x-a-y-a-z-b, true",
        "*/*-a-*-b, acme/x-a-y-a-z-c, false",
        "acme.*.prod/*, acme.data.prod/etl, true",
        "acme.*.prod/*, acme.data.product/etl, false"
    })
    void matchesNames(String pattern, String job, boolean matches) {
        assertThat(new NamePattern(pattern).matches(Acme.job(job))).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "acme", "acme/", "/etl", "acme/etl/x", "Acme/etl", "acme/e?l", "acme /etl"})
    void refusesWhatIsNoPattern(String text) {
        assertThat(NamePattern.isOne(text)).isFalse();
        assertThatThrownBy(() -> new NamePattern(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme.prod/x", "acme.prod.*/x", "acme.*/x", "*/x", "*.etl/x", "acme.p*d.a/x"})
    void reachesANamespaceWhereItMatchesSomeJobThereOrBelow(String pattern) {
        assertThat(new NamePattern(pattern).reaches(new Namespace("acme.prod"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme/x", "acme.dev/x", "acme.production/x", "globex.*/x", "acme.pro/x"})
    void reachesNoOther(String pattern) {
        assertThat(new NamePattern(pattern).reaches(new Namespace("acme.prod"))).isFalse();
    }
}
