import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * Loads weather.csv into the table {@code observation} and writes a summary by month and category as outputs.
 *
 * <p>Run as {@code java -cp tools/postgresql.jar Summary.java HOST:PORT/DATABASE}; the role has the database's name and
 * its password comes in {@code DB_PASSWORD}.
 */
class Summary {
    static final String TABLE = """
            CREATE TABLE observation (
                location text, date date, precipitation numeric, temp_max numeric, temp_min numeric, wind numeric,
                weather text, PRIMARY KEY (location, date))""";

    static final String BY_MONTH_AND_CATEGORY = """
            SELECT to_char(date, 'MM') AS month, weather, count(*) AS days, sum(precipitation) AS precipitation,
                   round(avg(temp_max), 1) AS temp_max, round(avg(temp_min), 1) AS temp_min
            FROM observation GROUP BY month, weather ORDER BY month, weather""";

    public static void main(String[] args) throws SQLException, IOException {
        String address = args[0];
        String database = address.substring(address.indexOf('/') + 1);
        String password = System.getenv("DB_PASSWORD");

        try (Connection connection = DriverManager.getConnection("jdbc:postgresql://" + address, database, password)) {
            connection.setAutoCommit(false);
            int rows = load(connection, Path.of("weather.csv"));
            System.out.printf(Locale.ROOT, "loaded %d observations into %s%n", rows, database);

            String outputs = summary(connection, rows);
            connection.commit();
            Files.writeString(Path.of(System.getenv("GATEHOUSE_OUTPUTS")), outputs);
        }
    }

    static int load(Connection connection, Path csv) throws SQLException, IOException {
        try (var statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS observation");
            statement.execute(TABLE);
        }
        int rows = 0;
        try (BufferedReader lines = Files.newBufferedReader(csv);
                var insert = connection.prepareStatement("INSERT INTO observation VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] column = line.split(",");
                insert.setString(1, column[0]);
                insert.setDate(2, Date.valueOf(column[1]));
                for (int i = 2; i <= 5; i++) {
                    insert.setObject(i + 1, column[i], Types.NUMERIC);
                }
                insert.setString(7, column[6]);
                insert.addBatch();
                rows++;
            }
            insert.executeBatch();
        }
        return rows;
    }

    static String summary(Connection connection, int rows) throws SQLException {
        var months = new StringJoiner(",\n  ", "[\n  ", "\n]");
        try (var query = connection.createStatement();
                var result = query.executeQuery(BY_MONTH_AND_CATEGORY)) {
            while (result.next()) {
                String month = result.getString("month");
                String weather = result.getString("weather");
                long days = result.getLong("days");
                System.out.printf(Locale.ROOT, "%s %-8s %4d days%n", month, weather, days);
                months.add("""
                        {"month": "%s", "weather": "%s", "days": %d, "precipitation_mm": %s, "temp_max": %s, "temp_min": %s}"""
                        .formatted(month, weather, days, result.getBigDecimal("precipitation").toPlainString(),
                                result.getBigDecimal("temp_max").toPlainString(), result.getBigDecimal("temp_min").toPlainString()));
            }
        }
        return "{\"observations\": %d, \"summary\": %s}%n".formatted(rows, months);
    }
}
