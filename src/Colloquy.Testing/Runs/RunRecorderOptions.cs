using System.Reflection;

namespace Colloquy.Testing;

/// <summary>Represents the options of a <see cref="RunRecorder"/>.</summary>
public sealed class RunRecorderOptions
{
    /// <summary>Gets or sets the name of what is run; null for the name of the test assembly. Runs of one name are one history.</summary>
    /// <value>The default is <see langword="null"/>: the name of the program that runs, which is that of the test assembly.</value>
    public string? Name { get; set; }

    /// <summary>Gets or sets the folder for results; null for <c>COLLOQUY_RESULTS</c>, else <c>artifacts/colloquy</c> in the folder of the solution, the repository or the project.</summary>
    /// <value>The default is <see langword="null"/>: <see cref="RunFolder.DefaultRoot"/>, which is the environment variable <c>COLLOQUY_RESULTS</c>, else <c>artifacts/colloquy</c> in the folder of the solution, the repository or the project.</value>
    public string? Root { get; set; }

    internal string UsedName => Name ?? Assembly.GetEntryAssembly()?.GetName().Name ?? "tests";

    internal string UsedRoot => Root ?? RunFolder.DefaultRoot();

    /// <summary>Gets or sets the number of runs that are kept, the newest first.</summary>
    /// <value>The default is 50. At least 1.</value>
    public int RunsKept { get; set; } = 50;

    /// <summary>Gets or sets the most characters of a text, such as an answer or a tool's result, that are recorded. A longer one is cut, and ends by saying so.</summary>
    /// <value>The default is 65,536. At least 100.</value>
    public int MaxTextLength { get; set; } = 65_536;

    /// <summary>Gets or sets a function that removes secrets from each text before it is recorded.</summary>
    /// <value>The default is <see langword="null"/>: texts are recorded as they are.</value>
    public Func<string, string>? Redact { get; set; }

    /// <summary>Gets or sets the clock.</summary>
    /// <value>The default is <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal RunRecorderOptions Validated()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(UsedName, nameof(Name));
        ArgumentException.ThrowIfNullOrWhiteSpace(UsedRoot, nameof(Root));
        ArgumentOutOfRangeException.ThrowIfLessThan(RunsKept, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxTextLength, 100);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        return (RunRecorderOptions)MemberwiseClone();
    }
}
