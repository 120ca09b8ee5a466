namespace Colloquy.Cli;

/// <summary>Finds the optional parts of a store that commands use.</summary>
internal static class StorePorts
{
    /// <summary>The sessions of all owners.</summary>
    public static ISessionDirectory Everybody(this ISessionStore store) => store.Require<ISessionDirectory>("list the conversations of all users");

    /// <summary>Policies and pruning.</summary>
    public static IRetention Retention(this ISessionStore store) => store.Require<IRetention>("keep retention policies");

    private static T Require<T>(this ISessionStore store, string what)
        where T : class => store.GetService<T>() ?? throw new CliException(ExitCode.Error, $"This store cannot {what}.");
}
