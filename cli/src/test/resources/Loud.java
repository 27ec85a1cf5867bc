import java.net.*;
import java.nio.charset.*;
import java.nio.file.*;
import java.util.*;

class Loud {
    public static void main(String[] args) throws Exception {
        String value = System.getenv("CANARY");
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        for (String before : List.of("", "x", "xy")) {
            byte[] longer = (before + value).getBytes(StandardCharsets.UTF_8);
            System.out.println(Base64.getEncoder().encodeToString(longer));
            System.out.println(Base64.getUrlEncoder().withoutPadding().encodeToString(longer));
            System.out.println(Base64.getMimeEncoder(20, new byte[] {10}).encodeToString(longer));
        }
        System.out.println(URLEncoder.encode(value, StandardCharsets.UTF_8));
        System.out.println("{\"password\": \"" + json(value) + "\"}");
        System.out.println(HexFormat.of().formatHex(bytes));
        System.out.println(HexFormat.ofDelimiter(":").withUpperCase().formatHex(bytes));
        System.out.println("'" + value.replace("'", "'\\''") + "'");
        System.out.println(value.substring(0, 20) + "\n" + value.substring(20));
        for (int cut = 1; cut < value.length(); cut += 7) {
            System.out.print(value.substring(0, cut));
            System.out.flush();
            Thread.sleep(250);
            System.out.println(value.substring(cut));
        }
        System.out.println("f".repeat((64 << 10) - 10) + value);
        Files.writeString(Path.of(System.getenv("GATEHOUSE_OUTPUTS")),
                "{\"" + json(value) + "\": \"" + json(value) + "\"}");
        new IllegalStateException(value).printStackTrace();
    }

    static String json(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
