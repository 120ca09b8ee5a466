using System.CommandLine;
using System.CommandLine.Parsing;

namespace Colloquy.Cli;

/// <summary>The session that a command is about: named by its first argument, or by <c>--session</c>; and the words that may follow.</summary>
internal sealed class SessionArgument
{
    private readonly GlobalOptions _globals;
    private readonly Argument<string?>[] _words;
    private readonly Option<string?>? _branch;

    /// <param name="globals">The options of every command.</param>
    /// <param name="command">The command, which gets the arguments.</param>
    /// <param name="takesBranch">Whether <c>--branch</c> names the branch that the command works on.</param>
    /// <param name="words">What follows the session on the line, in order.</param>
    public SessionArgument(GlobalOptions globals, Command command, bool takesBranch = false, params WordArgument[] words)
    {
        _globals = globals;
        _words = [Word("id", "The id of the conversation, the same as --session"), .. words.Select(word => Word(word.Name, word.Description))];
        foreach (var word in _words)
            command.Arguments.Add(word);
        if (takesBranch)
            command.Options.Add(_branch = new Option<string?>("--branch") { HelpName = "NAME", Description = "The branch to work on, which does not become current [default: the current one]" });

        string[] wanted = [.. words.Where(word => word.IsRequired).Select(word => word.Name)];
        command.Validators.Add(result => Validate(result, wanted));
    }

    /// <summary>What is said when nothing is named.</summary>
    public string Missing { get; init; } = "No conversation is named.";

    public SessionKey KeyOf(ParseResult parsed) => _globals.KeyOf(parsed, Read(parsed.CommandResult).Id!);

    /// <summary>The word at a place behind the session, from 0; null when it was left out.</summary>
    public string? WordOf(ParseResult parsed, int index) => Read(parsed.CommandResult).After.ElementAtOrDefault(index);

    /// <summary>Finds the session, and opens nothing new. The handle is bound to the branch when one is named.</summary>
    public async Task<Session> FindAsync(ParseResult parsed, ISessionStore store, CliHost host, CancellationToken cancellationToken)
    {
        var key = KeyOf(parsed);
        var session = await store.FindAsync(key, new OpenSessionOptions { TimeProvider = host.Time }, cancellationToken).ConfigureAwait(false) ?? throw new SessionNotFoundException(key);
        return _branch is not null && parsed.GetValue(_branch) is { } branch ? await session.Branches.OpenAsync(branch, cancellationToken).ConfigureAwait(false) : session;
    }

    private static Argument<string?> Word(string name, string description) => new(name) { Description = description, Arity = ArgumentArity.ZeroOrOne };

    private void Validate(CommandResult result, string[] wanted)
    {
        var (id, rest) = Read(result);
        if (id is null)
            result.AddError(Missing);
        else if (rest.Length == _words.Length)
            result.AddError("Two conversations are named; name one.");
        else if (rest.Length < wanted.Length)
            result.AddError($"The {wanted[rest.Length]} is missing.");
    }

    /// <summary>The session, and what follows it. Where <c>--session</c> names it, the line need not.</summary>
    private (string? Id, string[] After) Read(CommandResult result)
    {
        string[] words = [.. _words.Select(result.GetValue).OfType<string>()];
        var option = result.GetValue(_globals.Session);
        if (option is null)
            return (words.FirstOrDefault(), [.. words.Skip(1)]);

        return words.Length == _words.Length && words[0] == option ? (option, words[1..]) : (option, words);
    }
}

/// <summary>A word that follows the session on the line.</summary>
internal readonly record struct WordArgument(string Name, string Description, bool IsRequired);
