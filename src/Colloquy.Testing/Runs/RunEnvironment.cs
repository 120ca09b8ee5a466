using System.Reflection;
using System.Runtime.InteropServices;

namespace Colloquy.Testing;

/// <summary>Represents facts of the machine that ran the tests, without its name, its folders or its secrets.</summary>
public sealed record RunEnvironment
{
    /// <summary>Gets the version of .NET.</summary>
    public required string Framework { get; init; }

    /// <summary>Gets the operating system.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>Gets the architecture of the process, such as <c>x64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Gets the number of processors.</summary>
    public required int Processors { get; init; }

    /// <summary>Gets the version of Colloquy.Testing.</summary>
    public required string Version { get; init; }

    /// <summary>Gets a value that indicates whether a build server ran the tests.</summary>
    public bool IsBuildServer { get; init; }

    /// <summary>Gets the commit that was tested, as the build server named it; null when it is not known.</summary>
    public string? Commit { get; init; }

    /// <summary>Returns the facts of this machine.</summary>
    /// <param name="environment">Returns an environment variable; null for those of the process.</param>
    public static RunEnvironment Detect(Func<string, string?>? environment = null)
    {
        environment ??= System.Environment.GetEnvironmentVariable;
        return new RunEnvironment
        {
            Framework = RuntimeInformation.FrameworkDescription,
            OperatingSystem = RuntimeInformation.OSDescription,
            Architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
            Processors = System.Environment.ProcessorCount,
            Version = (typeof(RunEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown").Split('+')[0],
            IsBuildServer = environment("CI") is { Length: > 0 } ci && ci != "false" || environment("TF_BUILD") is { Length: > 0 },
            Commit = CommitOf(environment("GITHUB_SHA") ?? environment("CI_COMMIT_SHA") ?? environment("BUILD_SOURCEVERSION") ?? environment("GIT_COMMIT")),
        };
    }

    /// <summary>A commit is a hash; whatever else the variable contains is not recorded.</summary>
    private static string? CommitOf(string? value) => value is { Length: >= 7 and <= 64 } && value.All(char.IsAsciiHexDigit) ? value : null;
}
