@_exported import BinaryPlugins
@_exported import Correction
@_exported import Grounds
@_exported import ImitationPolicy
@_exported import Motion
@_exported import ODESimulation
@_exported import SafeTensors
@_exported import Simulation
@_exported import StandardPlugins

#if MuJoCo
@_exported import MuJoCoSimulation
#endif
