package dev.gatehouse.gateway.operation;

import dev.gatehouse.gateway.key.StartRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the gateway listens, and whether it may: on this machine alone, or under a certificate.
 *
 * @param host the doors' address
 * @param managementHost the address of health and metrics
 * @param port the doors' port
 * @param unsafePlainHttp whether an operator takes plain HTTP beyond this machine on himself
 */
public record Doors(
        String host,
        String managementHost,
        String port,
        Optional<Path> certificateFile,
        Optional<Path> keyFile,
        boolean unsafePlainHttp) {
    /** The name of the doors' entry in Quarkus' TLS registry. */
    static final String NAME = "gatehouse";

    /**
     * What Quarkus has to be told about TLS; nothing for plain HTTP.
     *
     * @throws StartRefused when the doors would be open to a network without a certificate, or the files are not good
     */
    public Map<String, String> properties(Instant now) {
        if (certificateFile.isPresent() != keyFile.isPresent()) {
            throw new StartRefused("gatehouse.tls.certificate-file and gatehouse.tls.key-file go together: set both");
        }
        if (certificateFile.isEmpty() || keyFile.isEmpty()) {
            refuseUnlessLocal("gatehouse.host", host);
            refuseUnlessLocal("gatehouse.management-host", managementHost);
            return Map.of();
        }
        var files = new KeyPairFiles(
                certificateFile.get().toAbsolutePath(), keyFile.get().toAbsolutePath());
        check(files, now);
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("quarkus.http.ssl-port", port);
        properties.put("quarkus.http.insecure-requests", "disabled");
        properties.put("quarkus.http.tls-configuration-name", NAME);
        if (!isLocal(managementHost)) {
            properties.put("quarkus.management.tls-configuration-name", NAME);
        }
        properties.put(
                "quarkus.tls." + NAME + ".key-store.pem.doors.cert",
                files.certificate().toString());
        properties.put(
                "quarkus.tls." + NAME + ".key-store.pem.doors.key", files.key().toString());
        properties.put("quarkus.tls." + NAME + ".protocols", "TLSv1.3,TLSv1.2");
        return properties;
    }

    private void refuseUnlessLocal(String property, String address) {
        if (!unsafePlainHttp && !isLocal(address)) {
            throw new StartRefused(property + " is " + address + ", which others can reach, without a certificate: set"
                    + " gatehouse.tls.certificate-file and gatehouse.tls.key-file, or listen on 127.0.0.1;"
                    + " gatehouse.unsafe-plain-http=true sends tokens in clear");
        }
    }

    private static void check(KeyPairFiles files, Instant now) {
        String place = "gatehouse.tls.certificate-file (" + files.certificate() + ") and gatehouse.tls.key-file ("
                + files.key() + "): ";
        try {
            KeyPairFiles.checked(files.read(), now);
        } catch (IOException unreadable) {
            throw new StartRefused(place + "cannot be read", unreadable);
        } catch (KeyPairFiles.Unusable unusable) {
            throw new StartRefused(place + unusable.getMessage(), unusable);
        }
    }

    private static boolean isLocal(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            throw new StartRefused("no address of this machine: " + address, unknown);
        }
    }
}
