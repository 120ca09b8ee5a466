using System.CommandLine;

namespace Colloquy.Cli;

/// <summary>Whose memories a command is about: the options that say so.</summary>
internal sealed class MemoryTarget
{
    private readonly GlobalOptions _globals;
    private readonly Option<string?> _agent = new("--agent") { HelpName = "NAME", Description = "What this agent remembers: of --user, or of nobody in particular" };

    public MemoryTarget(GlobalOptions globals, Command command)
    {
        _globals = globals;
        command.Options.Add(_agent);
        command.Validators.Add(result =>
        {
            if (result.GetValue(globals.Session) is not null)
                result.AddError("--session does not go with memories, which are of a user, an agent or an application: --user, --agent, --app.");
        });
    }

    /// <summary>The memory of --user, of --agent, or of the application when neither is named.</summary>
    public Memory Open(ParseResult parsed, ISessionStore store, CliHost host) => store.GetMemory(
        new MemoryOwner(new SessionOwner(Named(parsed, _globals.User), parsed.GetValue(_globals.App) ?? SessionKey.DefaultApp), Named(parsed, _agent)),
        new MemoryOptions { TimeProvider = host.Time });

    private static string? Named(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) is { Length: > 0 } name ? name : null;
}
