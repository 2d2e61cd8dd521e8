package shop.tools.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;

/**
 * One service in this JVM, from its start to its end; never started twice. It lives in threads whose context class loader is its
 * own, which is how its log lines are told from those of the others.
 */
final class HostedService {

    private static final Logger log = LoggerFactory.getLogger(HostedService.class);

    private final String name;
    private final String mainClass;
    private final ServiceClassLoader loader;
    private final Map<String, String> variables;
    private final CompletableFuture<Optional<ConfigurableApplicationContext>> started = new CompletableFuture<>();

    /**
     * @param name the service
     * @param mainClass the class with its {@code main}; its Spring application
     * @param classPath jars, as the service has them when it runs alone
     * @param variables of its environment
     */
    HostedService(String name, String mainClass, List<Path> classPath, Map<String, String> variables) {
        this.name = name;
        this.mainClass = mainClass;
        this.loader = new ServiceClassLoader(name, classPath);
        this.variables = variables;
    }

    String name() {
        return name;
    }

    /** Starts it and returns when its context is ready. @return false if it failed, as its log then says */
    boolean start() {
        Thread.currentThread().setContextClassLoader(loader);
        try {
            started.complete(Optional.of(application().run()));
            return true;
        } catch (Throwable e) {
            // Spring Boot has logged what its own failure analysis knows.
            log.error("{} did not start", name, e);
            started.complete(Optional.empty());
            return false;
        }
    }

    private SpringApplication application() throws ClassNotFoundException {
        Class<?> type = Class.forName(mainClass, false, loader);
        var application = new SpringApplication(new DefaultResourceLoader(loader), type);
        application.setEnvironment(new ServiceEnvironment(variables));
        application.setMainApplicationClass(type);
        application.setBannerMode(Banner.Mode.OFF);
        // The host stops all services at once; the hook of Spring would stop one after the other.
        application.setRegisterShutdownHook(false);
        return application;
    }

    /** Stops it in order; waits for the end of its start first. */
    void stop() {
        Thread.currentThread().setContextClassLoader(loader);
        started.join().ifPresent(ConfigurableApplicationContext::close);
    }

    /** Its classes can go, if no thread of it is left. */
    void forget() {
        LogLevels.forget(name);
        try {
            loader.close();
        } catch (IOException e) {
            log.warn("The jars of {} could not be closed", name, e);
        }
    }
}
