namespace Colloquy.Cli;

/// <summary>The user as the command line and its JSON write it: an empty text for nobody.</summary>
internal static class UserText
{
    public static string? Read(string? user) => user is { Length: 0 } ? null : user;

    public static string Write(string? user) => user ?? "";
}
