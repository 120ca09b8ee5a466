namespace Colloquy.Models;

/// <summary>The exception that is thrown when a model cannot be opened because its name is unknown or settings are missing. The message names them, and never contains a value.</summary>
public sealed class ModelConfigurationException : ColloquyException
{
    internal ModelConfigurationException(string name, IReadOnlyList<string> missing, string message)
        : base(message) => (Name, Missing) = (name, missing);

    /// <summary>Gets the name that was asked for.</summary>
    public string Name { get; }

    /// <summary>Gets the environment variables that must be set; empty when the name itself is wrong.</summary>
    public IReadOnlyList<string> Missing { get; }
}
