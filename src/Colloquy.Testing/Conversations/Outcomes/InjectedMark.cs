namespace Colloquy.Testing;

/// <summary>Marks the exceptions of injected faults: how an agent takes them is its own doing, so they are nobody else's blame.</summary>
internal static class InjectedMark
{
    private const string Key = "Colloquy.Testing.Injected";

    public static TException Add<TException>(TException error)
        where TException : Exception
    {
        error.Data[Key] = true;
        return error;
    }

    public static bool IsOn(Exception error) => error.Data.Contains(Key);
}
