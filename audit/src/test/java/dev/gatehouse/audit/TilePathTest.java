package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TilePathTest {
    @ParameterizedTest
    @CsvSource({
        "0, 256, 000",
        "7, 1, 007.p/1",
        "999, 255, 999.p/255",
        "1000, 256, x001/000",
        "1234067, 256, x001/x234/067",
        "1234067, 12, x001/x234/067.p/12"
    })
    void aTileIsWrittenAndReadAsTheSpecificationSays(long index, int width, String path) {
        assertThat(new TilePath(index, width)).hasToString(path);
        assertThat(TilePath.parse(path)).contains(new TilePath(index, width));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "00",
                "0000",
                "x000/001",
                "001/002",
                "x001",
                "x001/x002",
                "000.p/0",
                "000.p/01",
                "000.p/256",
                "000.p/999",
                "000.p/",
                "000/",
                "../000",
                "x999/x999/x999/x999/x999/x999/999",
                "-01",
                "٠٠٠"
            })
    void anythingElseIsNoTile(String path) {
        assertThat(TilePath.parse(path)).isEmpty();
    }

    @Test
    void aPathOfTheLargestFormHasAnIndexWithoutOverflow() {
        assertThat(TilePath.parse("x999/x999/x999/x999/999"))
                .hasValueSatisfying(tile -> assertThat(tile.first()).isEqualTo(999_999_999_999_999L * 256));
    }
}
