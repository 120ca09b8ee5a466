using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Colloquy.Cli;

/// <summary>A command whose help ends with examples. Without an action of its own it shows its help.</summary>
internal sealed class HelpfulCommand : Command
{
    public HelpfulCommand(string name, string description)
        : base(name, description) => Action = new HelpWithExamples(clearsParseErrors: false);

    public required IReadOnlyList<string> Examples { get; init; }
}

/// <summary>Shows a command's help with its examples.</summary>
/// <param name="clearsParseErrors">Whether help was asked for, so that nothing else on the line matters.</param>
internal sealed class HelpWithExamples(bool clearsParseErrors) : SynchronousCommandLineAction
{
    private static readonly HelpAction Help = new();

    public override bool ClearsParseErrors => clearsParseErrors;

    public override int Invoke(ParseResult parseResult)
    {
        Help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is not HelpfulCommand { Examples: { Count: > 0 } examples })
            return ExitCode.Ok;

        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in examples)
            output.WriteLine($"  {example}");
        output.WriteLine();
        return ExitCode.Ok;
    }
}

/// <summary>Shows the version of the tool.</summary>
internal sealed class ShowVersion : SynchronousCommandLineAction
{
    /// <summary>The version of the tool, without the commit that a build may add.</summary>
    public static string Version { get; } =
        typeof(ShowVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(Version);
        return ExitCode.Ok;
    }
}
