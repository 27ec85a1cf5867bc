package dev.gatehouse.gateway.login;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map.Entry;

/**
 * What kind of browser a session is in, such as {@code Firefox on Linux}: enough to tell one's own sessions apart. It is made
 * of our words only, and nothing that a browser wrote is kept.
 */
record ClientKind(String text) {
    /** The first that is in it: browsers call themselves by the names of others, too. */
    private static final List<Entry<String, String>> BROWSERS = List.of(
            entry("Edg", "Edge"),
            entry("OPR/", "Opera"),
            entry("SamsungBrowser", "Samsung Internet"),
            entry("Firefox", "Firefox"),
            entry("FxiOS", "Firefox"),
            entry("Chrome", "Chrome"),
            entry("CriOS", "Chrome"),
            entry("Safari", "Safari"));

    private static final List<Entry<String, String>> SYSTEMS = List.of(
            entry("iPhone", "iOS"),
            entry("iPad", "iPadOS"),
            entry("Android", "Android"),
            entry("Windows", "Windows"),
            entry("Mac OS X", "macOS"),
            entry("CrOS", "ChromeOS"),
            entry("Linux", "Linux"));

    /** By the header {@code User-Agent} (RFC 9110, section 10.1.5), which may be empty. */
    static ClientKind of(String userAgent) {
        String browser = first(BROWSERS, userAgent, "another browser");
        String system = first(SYSTEMS, userAgent, "");
        return new ClientKind(system.isEmpty() ? browser : browser + " on " + system);
    }

    private static String first(List<Entry<String, String>> names, String userAgent, String none) {
        return names.stream()
                .filter(name -> userAgent.contains(name.getKey()))
                .map(Entry::getValue)
                .findFirst()
                .orElse(none);
    }
}
