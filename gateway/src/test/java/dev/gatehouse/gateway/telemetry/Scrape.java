package dev.gatehouse.gateway.telemetry;

import static io.restassured.RestAssured.given;

import java.net.URI;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the management port says of metrics at one moment. */
public final class Scrape {
    private final String text;

    private Scrape(String text) {
        this.text = text;
    }

    public static Scrape of(URI management) {
        return as(management, "text/plain");
    }

    /** With exemplars. */
    public static Scrape openMetrics(URI management) {
        return as(management, "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1");
    }

    private static Scrape as(URI management, String type) {
        return new Scrape(given().header("Accept", type)
                .get(management.resolve("/q/metrics"))
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    /** The lines of a metric that have all of these labels. */
    public Stream<String> lines(String name, String... labels) {
        return text.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> Arrays.stream(labels).allMatch(line::contains));
    }

    /** The sum of those lines; zero where there is none. */
    public double sum(String name, String... labels) {
        return lines(name, labels)
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Every series: a line without its value. */
    public Set<String> series() {
        return text.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .collect(Collectors.toSet());
    }

    /** Every metric that is described. */
    public Set<String> names() {
        return text.lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ", -1)[2])
                .collect(Collectors.toSet());
    }
}
