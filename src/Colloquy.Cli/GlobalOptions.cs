using System.CommandLine;
using System.Globalization;

namespace Colloquy.Cli;

/// <summary>The options that every command takes.</summary>
internal sealed class GlobalOptions
{
    public Option<string?> Store { get; } = Text("--store", "PATH", "The file, or the connection string of the PostgreSQL database, that keeps the conversations [default: $COLLOQUY_STORE, else a file in your data folder]");

    public Option<string[]> KeyFile { get; } = new("--key-file") { HelpName = "FILE", Description = "The file of the keys that encrypt the store; again for more, the newest last [default: $COLLOQUY_KEY_FILE]", Recursive = true };

    public Option<string?> Session { get; } = Text("--session", "ID", "The id of the conversation");

    public Option<string?> User { get; } = Text("--user", "USER", "Whose conversation it is [default: nobody's; for lists and searches, everybody's]");

    public Option<string?> App { get; } = Text("--app", "APP", "The application it belongs to [default: default; for lists and searches, all]");

    public Option<string?> Model { get; } = Text("--model", "NAME", "The model, as provider/name, or offline [default: $COLLOQUY_MODEL, else the first that has a key]");

    public Option<bool> NoPager { get; } = new("--no-pager") { Description = "Show lists that are longer than the window at once", Recursive = true };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON, for programs" };

    public static Option<bool> Ascii(string what) => new("--ascii") { Description = $"Draw {what} with ASCII characters [default: where the terminal or the locale knows no others]" };

    /// <summary>An option that takes a whole number within bounds.</summary>
    public static Option<int?> Number(string name, string help, string description, int min, int max) => new(name)
    {
        HelpName = help,
        Description = description,
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[^1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
                return value;

            result.AddError($"{name} wants a whole number from {min} to {max}.");
            return null;
        },
    };

    /// <summary>An option that takes one of some words.</summary>
    public static Option<string?> Choice(string name, string help, string description, params string[] words) => new(name)
    {
        HelpName = help,
        Description = description,
        CustomParser = result =>
        {
            if (words.Contains(result.Tokens[^1].Value))
                return result.Tokens[^1].Value;

            result.AddError($"{name} wants one of {string.Join(", ", words)}.");
            return null;
        },
    };

    public void AddTo(Command root)
    {
        foreach (var option in new[] { Store, Session, User, App, Model })
            root.Options.Add(option);
        root.Options.Add(KeyFile);
        root.Options.Add(NoPager);
    }

    /// <summary>The key that the options name.</summary>
    public SessionKey KeyOf(ParseResult parsed, string id) =>
        new(id, UserText.Read(parsed.GetValue(User)), parsed.GetValue(App) ?? SessionKey.DefaultApp);

    /// <summary>The sessions that a list covers: everybody's in all applications, unless the options narrow it.</summary>
    public SessionSelection SelectionOf(ParseResult parsed) => SelectionOf(parsed.GetValue(App), parsed.GetValue(User));

    /// <summary>The sessions that a list covers, by an application and a user that narrow it unless they are null.</summary>
    public static SessionSelection SelectionOf(string? app, string? user) => (app, user) switch
    {
        (null, null) => SessionSelection.All,
        (null, _) => SessionSelection.OfUser(UserText.Read(user)),
        (_, null) => SessionSelection.OfApp(app),
        _ => SessionSelection.OfOwner(new SessionOwner(UserText.Read(user), app)),
    };

    private static Option<string?> Text(string name, string help, string description) =>
        new(name) { HelpName = help, Description = description, Recursive = true };
}
