package shop.servicedefaults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.DefaultResourceLoader;

class ServiceDefaultsTest {

    @TempDir
    private Path folder;

    private final List<URL> classPath = new ArrayList<>();

    @AfterEach
    void forgetLevels() {
        System.clearProperty("server.port");
        LoggingSystem.get(getClass().getClassLoader()).setLogLevel("some.library", null);
    }

    @Test
    void settingsOfAllLibrariesHold() throws IOException {
        library("one", "server: { port: 8080 }");
        library("two", "spring: { flyway: { user: '${database}_owner' } }");
        service("database: order");

        ConfigurableEnvironment settings = settings();

        assertThat(settings.getProperty("server.port")).isEqualTo("8080");
        assertThat(settings.getProperty("spring.flyway.user")).isEqualTo("order_owner");
    }

    @Test
    void serviceIsStrongerAndItsDeploymentStrongerStill() throws IOException {
        library("one", "{ server: { port: 1 }, management: { server: { port: 2 } } }");
        service("{ server: { port: 3 }, management: { server: { port: 4 } } }");
        System.setProperty("server.port", "5");

        ConfigurableEnvironment settings = settings();

        assertThat(settings.getProperty("server.port")).isEqualTo("5");
        assertThat(settings.getProperty("management.server.port")).isEqualTo("4");
    }

    @Test
    void levelOfALoggerHolds() throws IOException {
        library("one", "logging: { level: { some.library: error } }");

        settings();

        assertThat(LoggerFactory.getLogger("some.library").isWarnEnabled()).isFalse();
    }

    @Test
    void defaultInTwoLibrariesIsRefused() throws IOException {
        library("one", "server: { port: 1 }");
        library("two", "server: { port: 1 }");

        assertThatThrownBy(this::settings)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("server.port", "one", "two");
    }

    private void library(String name, String yaml) throws IOException {
        write(name, ServiceDefaults.FILE, yaml);
    }

    private void service(String yaml) throws IOException {
        write("service", "application.yaml", yaml);
    }

    private void write(String jar, String file, String yaml) throws IOException {
        Path path = folder.resolve(jar).resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, yaml);
        classPath.add(url(folder.resolve(jar)));
    }

    private static URL url(Path path) throws MalformedURLException {
        return path.toUri().toURL();
    }

    private ConfigurableEnvironment settings() {
        var loader =
                new URLClassLoader(classPath.toArray(URL[]::new), getClass().getClassLoader());
        var application = new SpringApplication(new DefaultResourceLoader(loader), Object.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        try (ConfigurableApplicationContext context = application.run()) {
            return context.getEnvironment();
        }
    }
}
