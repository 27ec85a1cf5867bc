package dev.gatehouse.gateway.login;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * How one logs out at an identity provider.
 *
 * @param place its end-session endpoint
 * @param client who we are there
 * @param returnTo where it sends the browser afterwards
 */
record EndSession(String provider, String place, String client, String returnTo) {
    String url() {
        return place + (place.contains("?") ? "&" : "?") + "client_id=" + encoded(client) + "&post_logout_redirect_uri="
                + encoded(returnTo);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
