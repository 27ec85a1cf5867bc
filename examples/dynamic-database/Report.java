import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Counts the orders of the warehouse, as a role that was made for this run.
 *
 * <p>Run as {@code java -cp tools/postgresql.jar Report.java HOST:PORT/DATABASE}; the role and its password come in
 * {@code DB_USER} and {@code DB_PASSWORD}.
 */
class Report {
    public static void main(String[] args) throws SQLException, IOException {
        String url = "jdbc:postgresql://" + args[0];

        try (Connection connection =
                        DriverManager.getConnection(url, System.getenv("DB_USER"), System.getenv("DB_PASSWORD"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT current_user, count(*) FROM orders")) {
            row.next();
            System.out.println("logged in as " + row.getString(1));
            Files.writeString(Path.of(System.getenv("GATEHOUSE_OUTPUTS")), "{\"orders\": " + row.getInt(2) + "}");
        }
    }
}
