import Gaitkeeper
