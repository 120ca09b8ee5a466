namespace Colloquy.Cli;

/// <summary>Converts users to the text that the command line and its JSON use, which is empty for a session without an owner.</summary>
internal static class UserText
{
    public static string? Read(string? user) => user is { Length: 0 } ? null : user;

    public static string Write(string? user) => user ?? "";
}
