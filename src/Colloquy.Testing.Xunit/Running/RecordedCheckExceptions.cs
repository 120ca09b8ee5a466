namespace Colloquy.Testing.Running;

/// <summary>Marks an exception as a failed assertion. xunit finds it by the name of this interface, in any namespace.</summary>
internal interface IAssertionException;

/// <summary>The error of a turn that recorded a check which failed, and went on.</summary>
internal sealed class RecordedFailureException(string message) : ColloquyException(message), IAssertionException;

/// <summary>The error of a turn that recorded a check which could not be made, and went on.</summary>
internal sealed class RecordedErrorException(string message) : ColloquyException(message);
